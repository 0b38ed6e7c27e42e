import asyncio


async def numbers(n):
    try:
        for i in range(n):
            await asyncio.sleep(0)
            yield i
    finally:
        await asyncio.sleep(0)
        print("numbers", n, "end")


async def pairs(n):
    try:
        async for i in numbers(n):
            async for j in numbers(i):
                yield i, j
    finally:
        print("pairs end")


async def doubled(source):
    async for i in source:
        yield i * 2


async def limited(source, n):
    async for i in source:
        if n == 0:
            return
        n -= 1
        yield i


async def averager():
    total = count = 0
    average = None
    while True:
        value = yield average
        await asyncio.sleep(0)
        total += value
        count += 1
        average = total / count


async def ticks():
    for i in range(40):
        await asyncio.sleep(0)
        if i % 4 == 0:
            print("tick", i)


async def main():
    task = asyncio.create_task(ticks())
    async for pair in pairs(4):
        print(pair)
    async for i in limited(doubled(numbers(9)), 2):
        print("doubled", i)
    print("limited")
    async for pair in pairs(3):
        print(pair)
        break
    print("broken off")
    average = averager()
    await anext(average)
    for value in (10, 20, 60):
        print(await average.asend(value))
    await average.aclose()
    await task


asyncio.run(main())
