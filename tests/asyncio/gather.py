import asyncio


async def work(n):
    try:
        for i in range(n):
            print("work", n, i)
            await asyncio.sleep(0)
        if n == 2:
            raise ValueError(n)
        return n * n
    finally:
        print("end", n)


async def ticks():
    for i in range(6):
        print("tick", i)
        await asyncio.sleep(0)


async def main():
    t = asyncio.create_task(ticks())
    print(await asyncio.gather(work(1), work(3)))
    try:
        await asyncio.gather(work(2), work(4))
    except ValueError as e:
        print("main", repr(e))
    r = await asyncio.gather(work(2), work(0), return_exceptions=True)
    print(repr(r[0]), r[1])
    await t


asyncio.run(main())
