import asyncio


def names():
    return sorted(task.get_name() for task in asyncio.all_tasks())


async def nested(depth):
    if depth == 0:
        await asyncio.sleep(0)
        return asyncio.current_task().get_name()
    print("depth", depth, asyncio.current_task().get_name())
    return await nested(depth - 1)


async def renames(name):
    me = asyncio.current_task()
    me.set_name(name)
    print(name, "runs beside", names())
    await asyncio.sleep(0)
    print(name, "is", me.get_name(), me is asyncio.current_task())
    me.set_name(name.upper())
    return await nested(2)


async def main():
    loop = asyncio.get_running_loop()
    asyncio.current_task().set_name("main")
    print(names())
    one = asyncio.create_task(renames("one"))
    one.set_name("not one yet")
    two = asyncio.create_task(renames("two"))
    two.set_name("not two yet")
    print(names())
    loop.call_soon(lambda: print("callback", asyncio.current_task(), names()))
    one.add_done_callback(lambda task: print("done", task.get_name(), names()))
    two.add_done_callback(lambda task: print("done", task.get_name(), names()))
    print(await one)
    one.set_name("one has ended")
    print(one.get_name(), names())
    print(await two, one.done(), two.done())
    print(names())

    async def cancels_others():
        for task in sorted(asyncio.all_tasks(), key=lambda task: task.get_name()):
            if task.get_name().startswith("sleeper"):
                print("cancel", task.get_name(), task.cancel(), task.done())

    sleepers = [asyncio.create_task(asyncio.sleep(10)) for _ in range(3)]
    for n, task in enumerate(sleepers):
        task.set_name(f"sleeper {n}")
    await asyncio.sleep(0)
    await cancels_others()
    print(names())
    await asyncio.wait(sleepers)
    print(names(), [task.cancelled() for task in sleepers])


asyncio.run(main())
