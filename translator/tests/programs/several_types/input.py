import asyncio


def add(a, b):
    try:
        return a + b
    except TypeError as e:
        return str(e)


def compare(a, b):
    try:
        return a < b
    except TypeError as e:
        return str(e)


def flatten(items):
    out = []
    for item in items:
        if isinstance(item, list):
            out.extend(flatten(item))
        else:
            out.append(item)
    return out


def depth(item):
    if not isinstance(item, list):
        return 0
    return 1 + max([depth(one) for one in item], default=0)


def first(values, default=None):
    for v in values:
        return v
    return default


class Cat:
    def speak(self):
        return "meow"


class Car:
    def speak(self):
        return "honk"


async def main():
    for a, b in ((1, 2), ("a", "b"), (1, "b"), ("a", 1), (1.5, 2), (None, 1), (True, 1)):
        print(add(a, b), compare(a, b))
    print(flatten([1, [2, [3, 4], []], [[5]]]), depth([1, [2, [3, 4], []]]))
    mixed = [1, "two", 3.0, None, True]
    print(mixed, 1 in mixed, "two" in mixed, "x" in mixed, 2.5 in mixed, None in mixed)
    print([x for x in mixed if isinstance(x, int)], mixed[1])
    d = {1: "a", "k": 2.5, None: None}
    print(d, d.get("k"), d[1], 1 in d, "q" in d)
    for thing in (Cat(), Car()):
        print(thing.speak())
    n = first([], 3)
    m = first([4, 5])
    print(n + m)
    x = 7 if len(mixed) > 2 else 2.5
    print(x // 2, x % 4, x ** 2, -x)
    for value in (1, "abc", [1, 2], None, (1, 2), {"a": 1}):
        try:
            print(len(value), value[0])
        except (TypeError, KeyError) as e:
            print(type(e).__name__, e)
    for value in (5, "ab", [1], None):
        try:
            print([v for v in value])
        except TypeError as e:
            print(e)
    print(first([]) is None, first([None, 1]) is None)
    await asyncio.sleep(0)


asyncio.run(main())
