import asyncio


async def ticks(n):
    for i in range(n):
        print("tick", i)
        await asyncio.sleep(0)


async def work(name, turns):
    for _ in range(turns):
        await asyncio.sleep(0)
    print(name, "ends")
    return name


async def main():
    loop = asyncio.get_running_loop()
    ticking = asyncio.create_task(ticks(12))
    empty = asyncio.gather()
    print(empty.done(), await empty, await asyncio.gather(return_exceptions=True))
    print(await asyncio.gather(work("a", 2), work("b", 0), work("c", 1)))
    done = loop.create_future()
    done.set_result("was done")
    print(await asyncio.gather(done))
    print(await asyncio.gather(done, work("d", 0), done))
    await ticking
    # An exception that is there before the others begin.
    failed = loop.create_future()
    failed.set_exception(ValueError("was there"))
    beside = asyncio.create_task(ticks(4))
    try:
        await asyncio.gather(failed, work("e", 1))
    except ValueError as e:
        print(repr(e))
    await beside
    # One of the same twice, and twice the same.
    task = asyncio.create_task(work("f", 1))
    both = asyncio.gather(task, done, task, work("g", 0))
    print(await both, await both, both.result() == both.result())
    nested = asyncio.gather(asyncio.gather(work("h", 1), work("i", 0)), asyncio.gather(), asyncio.gather(work("j", 2)))
    ticking = asyncio.create_task(ticks(7))
    print(await nested)
    await ticking


asyncio.run(main())
