import asyncio


async def ticks(n):
    for i in range(n):
        print("tick", i)
        await asyncio.sleep(0)


async def work(name, turns=1, error=None):
    print(name, "begins")
    try:
        for _ in range(turns):
            await asyncio.sleep(0)
        if error is not None:
            raise error
        return name
    except asyncio.CancelledError as e:
        print(name, repr(e))
        raise


async def attempt(awaited, timeout):
    try:
        print("gives", await asyncio.wait_for(awaited, timeout))
    except BaseException as e:
        print("raises", repr(e), "from", repr(e.__cause__), "while", repr(e.__context__))


async def main():
    loop = asyncio.get_running_loop()
    ticking = asyncio.create_task(ticks(20))
    # In place, as a task, and as a task that was there.
    await attempt(work("none"), None)
    await attempt(work("ten"), 10)
    await attempt(asyncio.create_task(work("task")), None)
    await attempt(asyncio.create_task(work("task of ten")), 10)
    await attempt(work("fails", 1, ValueError("no")), None)
    await attempt(work("fails", 1, ValueError("no")), 10)
    # No time at all: what has not begun does not begin.
    await attempt(work("zero"), 0)
    await attempt(work("less"), -1)
    task = asyncio.create_task(work("begun", 9))
    await asyncio.sleep(0)
    await attempt(task, 0)
    future = loop.create_future()
    await attempt(future, 0)
    print(future.cancelled())
    future = loop.create_future()
    future.set_result("was done")
    for timeout in (None, 0, -1, 10):
        await attempt(future, timeout)
    future = loop.create_future()
    future.set_exception(KeyError("was there"))
    await attempt(future, 0)
    await attempt(future, 10)
    future = loop.create_future()
    future.cancel("was cancelled")
    for timeout in (None, 0, 10):
        await attempt(future, timeout)
    await ticking


asyncio.run(main())
