import asyncio


async def waits(name, future):
    try:
        await future
    except asyncio.CancelledError as exc:
        print(name, repr(exc), asyncio.current_task().cancelling())
        raise


async def main():
    loop = asyncio.get_running_loop()
    for name in "first", "second", "third":
        future = loop.create_future()
        task = asyncio.create_task(waits(name, future))
        await asyncio.sleep(0)
        if name == "first":
            future.cancel("of the future")
        elif name == "second":
            future.set_exception(asyncio.CancelledError("set"))
        else:
            future.set_result(None)
        # The step is queued, and what the future gave is what it throws.
        print(task.cancel("of the task"))
        try:
            await task
        except asyncio.CancelledError as exc:
            print("main sees", repr(exc))


asyncio.run(main())
