import asyncio


async def waits(name, future):
    try:
        print(name, "gets", await future)
        await asyncio.sleep(0)
        print(name, "goes on")
    except BaseException as e:
        print(name, "raises", repr(e))
        raise


async def ends(task):
    try:
        await task
        print("ended")
    except BaseException as e:
        print("ended with", repr(e), task.cancelled())


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: print("handler", context["message"], repr(context["exception"])))
    # The future is done, and the task is cancelled before it is woken.
    for name, end in (
        ("result", lambda future: future.set_result("a value")),
        ("error", lambda future: future.set_exception(ValueError("lost"))),
        ("cancelled", lambda future: future.cancel("the future")),
    ):
        future = loop.create_future()
        task = asyncio.create_task(waits(name, future))
        await asyncio.sleep(0)
        end(future)
        print(task.cancel("the task"), task.cancelling())
        await ends(task)
        del future
    # The other way round: the cancel goes to the future.
    future = loop.create_future()
    task = asyncio.create_task(waits("late", future))
    await asyncio.sleep(0)
    task.cancel("the task")
    try:
        future.set_result("too late")
    except asyncio.InvalidStateError as e:
        print(repr(e))
    await ends(task)
    # A callback of the future, which comes before the task's.
    future = loop.create_future()
    future.add_done_callback(lambda future: print("callback", task.cancel("from a callback")))
    task = asyncio.create_task(waits("callback", future))
    await asyncio.sleep(0)
    future.set_result("a value")
    await ends(task)


asyncio.run(main())
