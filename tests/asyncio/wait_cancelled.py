import asyncio


async def child(name, future):
    try:
        print(name, "has", await future)
    except asyncio.CancelledError as e:
        print(name, repr(e))
        raise


async def parent(children, when):
    try:
        done, pending = await asyncio.wait(children, return_when=when)
        print("parent", len(done), len(pending))
    except asyncio.CancelledError as e:
        print("parent", repr(e), [task.done() for task in children])
        await asyncio.sleep(0)
        print("parent ends", [task.done() for task in children])
        raise


async def main():
    loop = asyncio.get_running_loop()
    futures = [loop.create_future() for _ in range(3)]
    children = [asyncio.create_task(child(name, future)) for name, future in zip("abc", futures)]
    task = asyncio.create_task(parent(children, asyncio.ALL_COMPLETED))
    await asyncio.sleep(0)
    task.cancel("parent only")
    futures[0].set_result("a value")
    await asyncio.wait([task])
    print(task.cancelled(), [task.done() for task in children])
    # In the turn in which it is to be woken: the result is lost, and the cancel comes.
    task = asyncio.create_task(parent(children, asyncio.FIRST_EXCEPTION))
    other = asyncio.create_task(parent(children[1:], asyncio.FIRST_COMPLETED))
    await asyncio.sleep(0)
    children[1].cancel("b only")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print("cancel", other.cancel("too late?"), children[1].cancelled())
    await asyncio.wait([other])
    print(other.cancelled())
    futures[2].set_exception(LookupError("c"))
    await asyncio.wait([task])
    print(task.cancelled(), task.exception(), repr(children[2].exception()))
    # A wait for a wait.
    future = loop.create_future()
    inner = asyncio.create_task(parent([future], asyncio.ALL_COMPLETED))
    outer = asyncio.create_task(parent([inner], asyncio.ALL_COMPLETED))
    await asyncio.sleep(0)
    outer.cancel("outer")
    await asyncio.wait([outer])
    print(inner.done(), future.done())
    future.set_result(1)
    await inner


asyncio.run(main())
