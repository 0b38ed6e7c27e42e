import asyncio


async def ticks(n):
    for i in range(n):
        await asyncio.sleep(0)
        print("tick", i)


async def work(name, turns, error=None):
    for _ in range(turns):
        await asyncio.sleep(0)
    print(name, "ends")
    if error is not None:
        raise error
    return name


def start(*all):
    return [asyncio.create_task(work(*one)) for one in all]


async def waits(tasks, **how):
    done, pending = await asyncio.wait(tasks, **how)
    print([task in done for task in tasks], [task in pending for task in tasks])


async def main():
    loop = asyncio.get_running_loop()
    ticking = asyncio.create_task(ticks(9))
    tasks = start(("a", 1), ("b", 2, ValueError("b")), ("c", 4))
    for when in (asyncio.FIRST_COMPLETED, asyncio.FIRST_EXCEPTION, asyncio.ALL_COMPLETED, asyncio.FIRST_COMPLETED):
        await waits(tasks, return_when=when)
    print(repr(tasks[1].exception()))
    # One that is cancelled is no exception for it.
    tasks = start(("d", 9), ("e", 1), ("f", 3, KeyError("f")), ("g", 5))
    loop.call_soon(tasks[0].cancel)
    await waits(tasks, return_when=asyncio.FIRST_EXCEPTION)
    print(tasks[0].cancelled(), repr(tasks[2].exception()))
    await waits(tasks)
    # Without time: those that are done already have their turn, others do not.
    future = loop.create_future()
    future.set_result(None)
    await waits([future, loop.create_future()], timeout=0)
    await waits([future, loop.create_future()], return_when=asyncio.FIRST_COMPLETED)
    await waits([future, future, future])
    tasks = start(("h", 0), ("i", 1), ("j", 20))
    await waits(tasks, timeout=0)
    await waits(tasks, timeout=-1)
    await waits(tasks[:2], timeout=10)
    tasks[2].cancel()
    await waits(tasks, return_when=asyncio.FIRST_EXCEPTION)
    try:
        await asyncio.wait([])
    except ValueError as e:
        print(repr(e))
    await ticking


asyncio.run(main())
