import asyncio
from collections import defaultdict

ORDERS = [
    ("Oslo", "tea", 3),
    ("Bern", "tea", 1),
    ("Oslo", "jam", 2),
    ("Rome", "jam", 5),
    ("Bern", "tea", 4),
]


async def stream():
    for order in ORDERS:
        await asyncio.sleep(0)
        yield order


def tree():
    return defaultdict(tree)


async def main():
    by_city = defaultdict(list)
    amounts = defaultdict(int)
    products = defaultdict(set)
    async for city, product, n in stream():
        by_city[city].append((product, n))
        amounts[city] += n
        products[product].add(city)
    for city in sorted(by_city):
        print(city, by_city[city], amounts[city])
    print({p: sorted(c) for p, c in products.items()})
    print(amounts, by_city.get("Paris"), "Paris" in by_city, len(by_city))
    print(by_city["Paris"], "Paris" in by_city, list(by_city))
    table = defaultdict(lambda: defaultdict(int))
    for city, product, n in ORDERS:
        table[product][city] += n
    for product, row in table.items():
        print(product, dict(row), sum(row.values()))
    taxonomy = tree()
    taxonomy["animal"]["mammal"]["cat"] = "meow"
    taxonomy["animal"]["bird"]
    print(list(taxonomy["animal"]), taxonomy["animal"]["mammal"]["cat"])
    numbering = defaultdict(lambda: len(numbering))
    print([numbering[w] for w in "to be or not to be".split()], dict(numbering))
    strict = defaultdict(None, {"a": 1})
    try:
        strict["b"]
    except KeyError as e:
        print("no", e)
    words = defaultdict(list)
    for w in "apple bob cat axe bone".split():
        words[w[0]].append(w)
    print(dict(words), words.default_factory is list, repr(defaultdict(int)))


asyncio.run(main())
