import asyncio


async def count(name, n):
    print(name, "begins")
    for i in range(n):
        await asyncio.sleep(0)
        print(name, "yields", i)
        yield i
        print(name, "goes on")
    print(name, "ends")


async def ticks(n):
    for i in range(n):
        print("tick", i)
        await asyncio.sleep(0)


async def consume(name):
    async for i in count(name, 2):
        print(name, "got", i)
        if i == 0:
            await asyncio.sleep(0)
    print(name, "done")


async def main():
    task = asyncio.create_task(ticks(9))
    async for i in count("a", 3):
        print("got", i)
    print("main")
    await asyncio.gather(consume("b"), consume("c"))
    print([i * i async for i in count("d", 2)])
    await task


asyncio.run(main())
