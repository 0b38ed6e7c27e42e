import asyncio


async def square(x):
    await asyncio.sleep(0.01 * x)
    return x * x


async def row(n):
    cells = await asyncio.gather(*[square(i) for i in range(n)])
    return cells


async def mixed():
    number, text, nothing, pair = await asyncio.gather(
        square(3),
        asyncio.sleep(0.01, result="slept"),
        asyncio.sleep(0),
        asyncio.gather(square(1), square(2)),
    )
    print(number, text, nothing, pair)
    return number, text


async def main():
    rows = await asyncio.gather(*(row(n) for n in range(1, 5)))
    for r in rows:
        print(" ".join(f"{c:3d}" for c in r))
    print(rows)
    print("empty gather:", await asyncio.gather())
    print(await mixed())
    same = square(4)
    future = asyncio.ensure_future(same)
    a, b = await asyncio.gather(future, future)
    print(a, b, a is b)


asyncio.run(main())
