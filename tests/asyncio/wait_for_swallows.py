import asyncio


async def stubborn(name, then):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as e:
        print(name, repr(e))
        if then == "returns":
            return f"{name} returns"
        if then == "raises":
            raise ValueError(name)
        if then == "cleans up":
            await asyncio.sleep(0.02)
            print(name, "cleaned up")
            raise
        # It goes on until the end, and whoever waits for it, too.
        await asyncio.sleep(0.04)
        return f"{name} lives on"


async def attempt(awaited, timeout):
    try:
        print("gives", await asyncio.wait_for(awaited, timeout))
    except Exception as e:
        print("raises", repr(e), "from", repr(e.__cause__))


async def main():
    for then in ("returns", "raises", "cleans up", "lives on"):
        await attempt(stubborn(then, then), 0.02)
    for then in ("returns", "raises", "cleans up", "lives on"):
        task = asyncio.create_task(stubborn(then, then))
        await asyncio.sleep(0)
        await attempt(task, 0)
        print(task.done(), task.cancelled(), task.cancelling())
    # Cancelled while it waits for the end of one that takes its time.
    task = asyncio.create_task(stubborn("long", "lives on"))
    outer = asyncio.create_task(attempt(task, 0.02))
    await asyncio.sleep(0.04)
    print("cancel", outer.cancel("enough"), task.done(), task.cancelling())
    try:
        await outer
    except asyncio.CancelledError as e:
        print("outer", repr(e), task.done())
    print(await task)


asyncio.run(main())
