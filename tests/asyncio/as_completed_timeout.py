import asyncio


async def work(name, delay):
    try:
        await asyncio.sleep(delay)
        print(name, "ends")
        return name
    except asyncio.CancelledError as e:
        print(name, repr(e))
        raise


async def attempt(coro):
    try:
        print("main", await coro)
    except TimeoutError as e:
        print("main", repr(e), repr(e.__context__))


async def main():
    tasks = [asyncio.create_task(work(name, delay)) for name, delay in (("a", 0.02), ("b", 0.06), ("c", 0.1))]
    for coro in asyncio.as_completed(tasks, timeout=0.04):
        await attempt(coro)
    # The time is up for the wait, not for the tasks.
    print([task.done() for task in tasks])
    for coro in asyncio.as_completed(tasks, timeout=0.04):
        await attempt(coro)
    print([task.done() for task in tasks])
    for coro in asyncio.as_completed(tasks[1:], timeout=10):
        await attempt(coro)
    # No time at all.
    for coro in asyncio.as_completed(tasks[2:], timeout=0):
        await attempt(coro)
    tasks = [asyncio.create_task(work(name, 0.02)) for name in "de"]
    for coro in asyncio.as_completed(tasks, timeout=0):
        await attempt(coro)
    # One who waits is slow himself: what has ended meanwhile is kept.
    for coro in asyncio.as_completed(tasks, timeout=0.04):
        await attempt(coro)
        await asyncio.sleep(0.06)
    # Cancelled in the middle of it, where the tasks live on.

    async def waits():
        try:
            for coro in asyncio.as_completed(tasks, timeout=10):
                await attempt(coro)
        finally:
            print("waits no more")

    tasks = [asyncio.create_task(work("f", 0.02)), asyncio.create_task(work("g", 0.06))]
    waiting = asyncio.create_task(waits())
    await asyncio.sleep(0.04)
    waiting.cancel()
    await asyncio.wait([waiting])
    print(waiting.cancelled(), await tasks[1])


asyncio.run(main())
