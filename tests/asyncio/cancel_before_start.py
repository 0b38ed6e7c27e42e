import asyncio


async def never():
    try:
        print("never")
        await asyncio.sleep(0)
    finally:
        print("never either")


async def cancels_itself(then):
    print("cancels itself", asyncio.current_task().cancel(then), asyncio.current_task().cancelling())
    if then == "returns":
        return then
    if then == "raises":
        raise ValueError(then)
    try:
        if then == "sleeps":
            await asyncio.sleep(0)
        elif then == "waits":
            await asyncio.get_running_loop().create_future()
        print("goes on")
    except asyncio.CancelledError as e:
        print("out of the await comes", repr(e))
        raise


async def main():
    task = asyncio.create_task(never())
    print(task.cancel("early"), task.cancel("earlier"), task.done(), task.cancelling())
    await asyncio.sleep(0)
    print(task.done(), task.cancelled())
    try:
        await task
    except asyncio.CancelledError as e:
        print(repr(e))
    task = asyncio.create_task(never())
    task.cancel()
    task.add_done_callback(lambda task: print("callback", task.cancelled()))
    print(await asyncio.wait([task]) == ({task}, set()))
    for then in ("sleeps", "waits", "returns", "raises"):
        task = asyncio.create_task(cancels_itself(then))
        try:
            print(await task)
        except (asyncio.CancelledError, ValueError) as e:
            print("main", repr(e), task.cancelled())
    first = asyncio.create_task(never())
    second = asyncio.create_task(cancels_itself("sleeps"))
    third = asyncio.create_task(asyncio.sleep(0, "third"))
    first.cancel()
    print(await asyncio.gather(first, second, third, return_exceptions=True))


asyncio.run(main())
