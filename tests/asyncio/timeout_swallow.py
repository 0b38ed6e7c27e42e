import asyncio


async def limited(name, body, delay=0.02):
    try:
        async with asyncio.timeout(delay) as limit:
            result = await body()
            print(name, "body gives", result, limit.expired(), asyncio.current_task().cancelling())
        print(name, "after", limit.expired(), asyncio.current_task().cancelling())
        return result
    except BaseException as e:
        print(name, repr(e), "from", repr(e.__cause__), limit.expired(), asyncio.current_task().cancelling())
        raise


async def swallows():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as e:
        print("swallowed", repr(e))
        await asyncio.sleep(0)
        return "all the same"


async def replaces():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        raise ValueError("instead")


async def cleans_up():
    try:
        await asyncio.sleep(10)
    finally:
        try:
            await asyncio.sleep(0.04)
            print("cleaned up")
        except asyncio.CancelledError as e:
            print("clean-up", repr(e))
            raise


async def raises_itself():
    await asyncio.sleep(0)
    raise asyncio.CancelledError("by itself")


async def attempt(task):
    try:
        print("main has", await task)
    except (TimeoutError, ValueError, asyncio.CancelledError) as e:
        print("main", repr(e), task.cancelled())


async def main():
    for name, body in (("a", swallows), ("b", replaces), ("c", cleans_up), ("d", raises_itself)):
        await attempt(asyncio.create_task(limited(name, body)))
    # Cancelled from outside before, while and after it expires.
    for name, delay in (("e", 0.02), ("f", 0.06), ("g", 0.1)):
        task = asyncio.create_task(limited(name, cleans_up, 0.04))
        await asyncio.sleep(delay)
        print("cancel", task.cancel("outside"), task.cancelling())
        await attempt(task)
    # After its callback in the turn in which it expires, and in the turn before.
    for turns in (1, 0):
        task = asyncio.create_task(limited("h", swallows, 0))
        for _ in range(turns):
            await asyncio.sleep(0)
        asyncio.get_running_loop().call_soon(task.cancel, "same turn")
        await attempt(task)
    # A cancel that was there before it was entered.

    async def cancelled_before():
        asyncio.current_task().cancel("before")
        return await limited("k", swallows, 0)

    await attempt(asyncio.create_task(cancelled_before()))


asyncio.run(main())
