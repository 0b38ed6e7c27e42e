import asyncio


async def ticks(n):
    for i in range(n):
        print("tick", i)
        await asyncio.sleep(0)


async def work(name, turns, error=None):
    for _ in range(turns):
        await asyncio.sleep(0)
    print(name, "ends")
    if error is not None:
        raise error
    return name


def start(*all):
    return [asyncio.create_task(work(*one)) for one in all]


async def main():
    loop = asyncio.get_running_loop()
    ticking = asyncio.create_task(ticks(8))
    for coro in asyncio.as_completed(start(("a", 3), ("b", 1), ("c", 2))):
        print("main", await coro)
    await ticking
    # Two end in one turn; errors and cancels come when they are their turn.
    tasks = start(("d", 2, ValueError("d")), ("e", 1), ("f", 1), ("g", 5), ("h", 3))
    loop.call_soon(tasks[3].cancel, "g")
    for coro in asyncio.as_completed(tasks):
        try:
            print("main", await coro)
        except (ValueError, asyncio.CancelledError) as e:
            print("main", repr(e))
    # Those that are done, one twice, and a bare future.
    future = loop.create_future()
    loop.call_soon(future.set_result, "future")
    for coro in asyncio.as_completed([tasks[4], future, tasks[4]]):
        print("main", await coro)
    # All are asked for at once.
    ticking = asyncio.create_task(ticks(6))
    coros = list(asyncio.as_completed(start(("i", 2), ("j", 0), ("k", 1))))
    print(len(coros), await asyncio.gather(*coros))
    await ticking
    # One that waits is cancelled: what ends goes to the next.
    coros = list(asyncio.as_completed(start(("l", 2), ("m", 3))))
    waits = [asyncio.create_task(coro) for coro in coros]
    await asyncio.sleep(0)
    waits[0].cancel("waits no more")
    print(await asyncio.gather(*waits, return_exceptions=True))
    for coro in asyncio.as_completed([]):
        print("never")


asyncio.run(main())
