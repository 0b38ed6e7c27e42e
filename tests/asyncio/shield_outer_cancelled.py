import asyncio


async def inner(name, turns, error=None):
    try:
        for _ in range(turns):
            await asyncio.sleep(0)
        if error is not None:
            raise error
        return name
    except asyncio.CancelledError as e:
        print(name, repr(e))
        raise
    finally:
        print(name, "ends")


async def outer(awaited):
    try:
        print("outer has", await asyncio.shield(awaited))
    except asyncio.CancelledError as e:
        print("outer", repr(e))
        raise


async def cancelled(task, message):
    await asyncio.sleep(0)
    print("cancel", task.cancel(message))
    try:
        await task
    except asyncio.CancelledError as e:
        print("main", repr(e))


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: print("handler", context["message"], repr(context["exception"])))
    task = asyncio.create_task(inner("a", 5))
    await cancelled(asyncio.create_task(outer(task)), "outside")
    print(task.done(), await task)
    # It fails when nobody waits any more.
    task = asyncio.create_task(inner("b", 4, ValueError("b")))
    await cancelled(asyncio.create_task(outer(task)), "outside")
    await asyncio.wait([task])
    print("done", task.done())
    del task
    # One that was never seen by anybody but the shield.
    await cancelled(asyncio.create_task(outer(inner("c", 4, ValueError("c")))), "outside")
    for _ in range(5):
        await asyncio.sleep(0)
    # The inner one is cancelled: the shield, too, without the message.
    task = asyncio.create_task(inner("d", 9))
    shielded = asyncio.shield(task)
    await asyncio.sleep(0)
    task.cancel("inside")
    try:
        await shielded
    except asyncio.CancelledError as e:
        print("main", repr(e), shielded.cancelled())
    # What is done is given as it is.
    done = asyncio.create_task(inner("e", 0))
    await done
    print(asyncio.shield(done) is done, await asyncio.shield(done))
    failed = asyncio.create_task(inner("f", 0, KeyError("f")))
    try:
        await asyncio.shield(failed)
    except KeyError as e:
        print(repr(e), e is failed.exception())
    # The shield and what is in it are cancelled in one turn.
    task = asyncio.create_task(inner("g", 9))
    waits = asyncio.create_task(outer(task))
    await asyncio.sleep(0)
    task.cancel("both")
    await cancelled(waits, "and this")
    print(task.cancelled())


asyncio.run(main())
