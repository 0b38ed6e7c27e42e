import asyncio


async def at_once(name):
    print(name, "runs in", asyncio.current_task().get_name())
    return name


async def later(name):
    print(name, "begins")
    await asyncio.sleep(0)
    print(name, "goes on")
    return name


async def fails():
    raise ValueError("at once")


async def nests():
    print("nests begins")
    inner = asyncio.create_task(later("inner"), name="inner")
    print("nests goes on", inner.done())
    return await inner


async def main():
    loop = asyncio.get_running_loop()
    print("lazy")
    task = asyncio.create_task(at_once("lazy"), name="lazy")
    print(task.done())
    await task
    loop.set_task_factory(asyncio.eager_task_factory)
    task = asyncio.create_task(at_once("eager"), name="eager")
    print(task.done(), task.result(), asyncio.current_task().get_name(), len(asyncio.all_tasks()))
    task = asyncio.create_task(later("later"), name="later")
    print(task.done(), len(asyncio.all_tasks()))
    task.add_done_callback(lambda t: print("callback", t.result()))
    print(await task)
    failed = asyncio.create_task(fails())
    print(failed.done(), repr(failed.exception()))
    print(await asyncio.create_task(nests(), name="nests"))
    print(await asyncio.gather(at_once("a"), later("b"), at_once("c"), return_exceptions=True))
    cancelled = asyncio.create_task(later("cancelled"))
    cancelled.cancel()
    try:
        await cancelled
    except asyncio.CancelledError:
        print("cancelled", cancelled.cancelled())
    async with asyncio.TaskGroup() as group:
        one = group.create_task(at_once("in group"), name="in group")
        two = group.create_task(later("later in group"))
        print(one.done(), two.done())
    print("end")


asyncio.run(main())
