import asyncio


async def count(name):
    try:
        for i in range(10):
            yield i
            await asyncio.sleep(0)
    finally:
        print(name, "cleans up", asyncio.current_task().get_name() == "main")
        await asyncio.sleep(0)
        print(name, "is clean")


async def ticks(n):
    for i in range(n):
        print("tick", i)
        await asyncio.sleep(0)


async def first(name):
    async for i in count(name):
        print(name, i)
        if i == 1:
            return i



async def main():
    asyncio.current_task().set_name("main")
    task = asyncio.create_task(ticks(14), name="ticks")
    await asyncio.sleep(0)
    async for i in count("a"):
        print("a", i)
        break
    print("after a")
    for i in range(4):
        print("main", i)
        await asyncio.sleep(0)
    print("first", await first("b"))
    await asyncio.sleep(0)
    print("awaited")
    await task
    gen = count("c")
    async for i in gen:
        break
    await gen.aclose()
    print("closed c")
    gen = count("d")
    step = anext(gen)
    print("d", await step)
    del gen
    print("d is held by its step")
    del step
    print("d is let go")
    await asyncio.sleep(0)
    print("one turn")
    await asyncio.sleep(0)
    print("two turns")
    await asyncio.sleep(0)
    print("three turns")
    gen = count("never begun")
    del gen
    await asyncio.sleep(0)


asyncio.run(main())
