import asyncio


async def inner(name, future, cleanup=0):
    try:
        return await future
    except asyncio.CancelledError as e:
        print(name, repr(e))
        for n in range(cleanup):
            await asyncio.sleep(0)
            print(name, "cleans up", n)
        raise
    finally:
        print(name, "ends")


async def outer(awaited):
    try:
        result = await asyncio.wait_for(awaited, 10)
        print("outer has", result)
        await asyncio.sleep(0)
        return result
    except asyncio.CancelledError as e:
        print("outer", repr(e))
        raise


async def turns(n):
    for _ in range(n):
        await asyncio.sleep(0)


async def main():
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(outer(inner("a", loop.create_future(), 2)))
    await turns(2)
    task.cancel("outside")
    for turn in range(6):
        await asyncio.sleep(0)
        print("turn", turn, task.done())
    # Once more while the inner one cleans up: that is waited for no longer.
    inside = asyncio.create_task(inner("b", loop.create_future(), 3))
    task = asyncio.create_task(outer(inside))
    await turns(2)
    task.cancel("first")
    await turns(2)
    task.cancel("second")
    await asyncio.wait([task])
    print(task.cancelled(), inside.done())
    await asyncio.wait([inside])
    # In the turn in which the inner one has ended: 3.11 gives the result, and the cancel is lost.
    future = loop.create_future()
    inside = asyncio.create_task(inner("c", future))
    task = asyncio.create_task(outer(inside))
    await turns(2)
    future.set_result("a result")
    await asyncio.sleep(0)
    print(inside.done(), task.cancel("too late"), task.cancelling())
    await asyncio.wait([task])
    print(task.cancelled(), task.cancelling(), task.result())
    # The inner one is cancelled by somebody else.
    inside = asyncio.create_task(inner("d", loop.create_future()))
    task = asyncio.create_task(outer(inside))
    await turns(2)
    inside.cancel("somebody else")
    await asyncio.wait([task])
    print(task.cancelled(), task.cancelling())
    # Before it begins to wait.
    task = asyncio.create_task(outer(inner("e", loop.create_future())))
    await turns(1)
    task.cancel("early")
    await asyncio.wait([task])
    print(task.cancelled())


asyncio.run(main())
