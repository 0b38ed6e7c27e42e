import asyncio
import sys


async def countdown(name, n):
    while n > 0:
        print(name, n)
        await asyncio.sleep(0)
        n -= 1
    return name


async def cancel_me():
    print("cancel_me: start")
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        print("cancel_me: cancelled")
        raise
    finally:
        print("cancel_me: after")


async def uncancellable():
    task = asyncio.current_task()
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("cancelling", task.cancelling())
        print("uncancel", task.uncancel())
    return "survived"


async def outer():
    inner = asyncio.create_task(cancel_me())
    await asyncio.sleep(0)
    inner.cancel("bye")
    try:
        await inner
    except asyncio.CancelledError as e:
        print("outer sees", e.args, inner.cancelled())
    t = asyncio.create_task(uncancellable())
    await asyncio.sleep(0)
    t.cancel()
    print(await t, t.cancelled(), t.done())


async def fail_after(delay, exc):
    await asyncio.sleep(delay)
    raise exc


async def main(argv):
    await asyncio.gather(countdown("a", 2), countdown("b", 3))
    await outer()
    try:
        await asyncio.gather(fail_after(0.001, ValueError("first")), fail_after(0.08, KeyError("second")))
    except ValueError as e:
        print("gather raised", e)
    await asyncio.sleep(0.12)
    group = asyncio.gather(asyncio.sleep(1), asyncio.sleep(2))
    asyncio.get_running_loop().call_later(0.001, group.cancel)
    try:
        await group
    except asyncio.CancelledError:
        print("group cancelled", group.cancelled())
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(fail_after(0, OSError("disk")))
            tg.create_task(fail_after(0, TypeError("type")))
            tg.create_task(cancel_me())
    except* OSError as eg:
        print("os", [repr(e) for e in eg.exceptions])
    except* TypeError as eg:
        print("type", len(eg.exceptions))
    results = []
    for coro in (countdown("c", 1), asyncio.sleep(0, "slept")):
        results.append(await coro)
    print(results)
    task = asyncio.create_task(countdown("d", 1), name="named")
    print(task.get_name(), task.done(), asyncio.current_task().get_name() == task.get_name())
    try:
        task.result()
    except asyncio.InvalidStateError as e:
        print("not yet:", e)
    await task
    print(task.result(), task.exception())
    return len(argv)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv)) - 1)
