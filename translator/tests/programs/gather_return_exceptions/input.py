import asyncio


async def divide(a, b):
    await asyncio.sleep(0.01)
    return a / b


async def lookup(table, key):
    await asyncio.sleep(0.02)
    return table[key]


async def parse(text):
    return int(text)


async def main():
    stock = {"apple": 3, "pear": 0}
    results = await asyncio.gather(
        divide(7, 2),
        divide(1, 0),
        lookup(stock, "apple"),
        lookup(stock, "kiwi"),
        parse("42"),
        parse("forty-two"),
        return_exceptions=True,
    )
    good = []
    bad = []
    for i, res in enumerate(results):
        if isinstance(res, Exception):
            bad.append(res)
            print(f"{i}: failed with {type(res).__name__}: {res}")
        else:
            good.append(res)
            print(f"{i}: {res}")
    print(good)
    print([repr(b) for b in bad])
    print(any(isinstance(b, ArithmeticError) for b in bad), sum(isinstance(b, LookupError) for b in bad))

    # without the flag the first error comes out, the others go on
    finished = []

    async def slow(n):
        await asyncio.sleep(n / 25)
        finished.append(n)

    try:
        await asyncio.gather(slow(1), divide(1, 0), slow(3))
    except ZeroDivisionError as e:
        print("caught", e, "finished so far", finished)
    await asyncio.sleep(0.2)
    print("later", finished)


asyncio.run(main())
