import asyncio


async def retries(log):
    task = asyncio.current_task()
    while True:
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError as e:
            left = task.uncancel()
            print(log, repr(e), "left", left)
            if str(e) == "stop":
                raise


async def work(name, fails):
    try:
        await asyncio.sleep(0)
        print(name, "works")
        if fails:
            raise KeyError(name)
    finally:
        print(name, "sees", asyncio.current_task().cancelling())


async def main():
    me = asyncio.current_task()
    print(me.cancelling(), me.uncancel(), me.cancelling())
    task = asyncio.create_task(retries("a"))
    await asyncio.sleep(0)
    for message in ("go on", "and on"):
        task.cancel(message)
        await asyncio.sleep(0)
        print(message, task.done(), task.cancelling())
    task.cancel("x")
    task.cancel("stop")
    print(task.cancelling())
    await asyncio.sleep(0)
    print(task.cancelling(), task.uncancel(), task.uncancel())
    task.cancel("stop")
    await asyncio.wait([task])
    print(task.cancelled(), task.cancelling(), task.uncancel())
    # It takes nothing back: the cancel comes all the same.
    me.cancel("still")
    print(me.uncancel())
    try:
        await asyncio.sleep(0)
    except asyncio.CancelledError as e:
        print(repr(e), me.cancelling())
    # A group that fails, in a task that was asked to cancel before.
    me.cancel("before")
    try:
        await work("in place", False)
    except asyncio.CancelledError as e:
        print(repr(e), me.cancelling())
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(work("in the group", True))
            await asyncio.sleep(10)
    except* KeyError as e:
        print(repr(e), me.cancelling())
    print(me.uncancel(), me.cancelling())


asyncio.run(main())
