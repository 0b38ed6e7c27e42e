import asyncio
from collections import Counter

TEXT = """It was the best of times, it was the worst of times,
it was the age of wisdom, it was the age of foolishness"""


def tokenize(text):
    word = ""
    for ch in text.lower():
        if ch.isalpha():
            word += ch
        elif word:
            yield word
            word = ""
    if word:
        yield word


async def count_line(line):
    await asyncio.sleep(0)
    return Counter(tokenize(line))


async def main():
    counts = await asyncio.gather(*[count_line(line) for line in TEXT.splitlines()])
    total = sum(counts, Counter())
    for word, n in total.most_common(4):
        print(f"{word:<6} {'#' * n} {n}")
    print(counts[0])
    print(total["times"], total["missing"], "missing" in total, len(total), sum(total.values()))
    letters = Counter("mississippi")
    print(letters, letters.most_common(1), letters.most_common()[-1])
    letters.update("miss")
    letters["z"] -= 2
    print(dict(letters), +letters)
    letters.subtract({"i": 10})
    print(letters["i"], min(letters, key=letters.get))
    a, b = Counter(a=3, b=1), Counter(a=1, b=2)
    print(a + b, a - b, a & b, a | b, a == Counter("aaab"))
    print(sorted(a.elements()), list(Counter([3, 1, 3]).items()), Counter(), Counter({"x": 0}))
    del letters["z"]
    print(sorted(letters.items()), Counter(len(w) for w in tokenize(TEXT)).most_common(2))
    plain = {}
    for w in tokenize(TEXT):
        plain[w] = plain.get(w, 0) + 1
    print(plain == total, sorted(plain, key=lambda w: (-plain[w], w))[:5])


asyncio.run(main())
