import asyncio


async def ticker(n):
    for i in range(n):
        await asyncio.sleep(0)
        yield i


async def double(x):
    await asyncio.sleep(0)
    return x * 2


async def main():
    print([n * n for n in range(6)])
    print([n for n in range(20) if n % 2 if n % 3 == 0])
    print([(x, y) for x in range(3) for y in range(x, 3)])
    print([[row * col for col in range(1, 4)] for row in range(1, 4)])
    print({w: len(w) for w in ("pea", "bean", "corn")}, {w[0] for w in ("pea", "pod")})
    print(sum(n for n in range(10) if n & 1), max((len(w), w) for w in ("aa", "bbb", "ccc")))
    matrix = [[1, 2, 3], [4, 5, 6]]
    print([v for row in matrix for v in row], [list(col) for col in zip(*matrix)])
    print(["even" if n % 2 == 0 else "odd" for n in range(4)], [f"{i}{c}" for i, c in enumerate("ab")])
    print({k: [v for v in range(k)] for k in range(4)})
    print([await double(n) for n in range(4)], [n async for n in ticker(3)], {n: await double(n) async for n in ticker(5) if n % 2})
    n = "outer"
    squares = [n for n in range(3)]
    print(n, squares)
    gen = (c.upper() for c in "lazy")
    print(next(gen), next(gen), list(gen), list(gen))
    print(list(map(lambda p: p[0] + p[1], [(1, 2), (3, 4)])), [a + b for a, b in [(1, 2), (3, 4)]])
    print([*(i for i in range(3)), *"ab"], (*[1, 2],), {*[1], *[1, 2]}, {**{"a": 1}, "b": 2})
    funcs = [lambda x, i=i: x + i for i in range(3)]
    print([f(10) for f in funcs])
    print(tuple(x for x in [3, 1, 2]), sorted(x % 3 for x in range(5)), any(x > 3 for x in [1, 2]), all(x for x in []))
    print([x for x in [y for y in range(10) if y % 2] if x > 4], [(i, j) for i in "ab" if i != "b" for j in "xy"])
    text = "the rain in spain"
    print({c: text.count(c) for c in sorted(set(text)) if c != " " and text.count(c) > 1})


asyncio.run(main())
