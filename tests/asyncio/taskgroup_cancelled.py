import asyncio


async def child(name, cleanup=0, error=None):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as e:
        print(name, repr(e), asyncio.current_task().cancelling())
        for _ in range(cleanup):
            await asyncio.sleep(0)
        print(name, "ends")
        if error is not None:
            raise error
        raise


async def parent(*all, body_sleeps=False):
    try:
        async with asyncio.TaskGroup() as group:
            for one in all:
                group.create_task(child(*one))
            if body_sleeps:
                await asyncio.sleep(10)
        print("parent goes on")
    except BaseException as e:
        print("parent", repr(e), asyncio.current_task().cancelling())
        raise


async def cancels(*all, messages=("stop",), **how):
    task = asyncio.create_task(parent(*all, **how))
    await asyncio.sleep(0)
    for message in messages:
        await asyncio.sleep(0)
        print("cancel", task.cancel(message))
    try:
        await task
    except BaseException as e:
        print("main", repr(e), task.cancelled(), task.cancelling())


async def main():
    await cancels(("a",))
    await cancels(("b",), body_sleeps=True)
    # Again while the children clean up.
    await cancels(("c", 3), messages=("one", "two"))
    await cancels(("d", 3), messages=("one", "two", "three"), body_sleeps=True)
    # A child fails meanwhile: that counts more than the cancel.
    await cancels(("e", 1, ValueError("e")))
    await cancels(("f", 1, ValueError("f")), body_sleeps=True)
    # An empty group, entered when a cancel is due, and one after it.
    await cancels()
    task = asyncio.create_task(parent())
    task.cancel("early")
    await asyncio.wait([task])
    print(task.cancelled())
    # A child that is cancelled alone does not matter; nor does one that cancels itself.

    async def cancels_itself():
        asyncio.current_task().cancel("itself")
        await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        alone = group.create_task(child("g"))
        itself = group.create_task(cancels_itself())
        other = group.create_task(asyncio.sleep(0.02, "other"))
        await asyncio.sleep(0)
        alone.cancel("alone")
    print(alone.cancelled(), itself.cancelled(), other.result(), asyncio.current_task().cancelling())
    # A child that cancels its parent.
    me = asyncio.current_task()

    async def cancels_parent():
        print("cancels parent", me.cancel("by a child"))
        await asyncio.sleep(10)

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(cancels_parent())
    except asyncio.CancelledError as e:
        print("main", repr(e), me.cancelling(), me.uncancel())


asyncio.run(main())
