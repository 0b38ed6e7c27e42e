import asyncio


async def level(n, awaited):
    try:
        print("level", n, "awaits")
        return await awaited
    except asyncio.CancelledError as e:
        print("level", n, repr(e), asyncio.current_task().cancelling())
        raise
    finally:
        print("level", n, "ends")


async def chain(depth, future):
    tasks = []
    for n in range(depth):
        future = asyncio.create_task(level(n, future))
        tasks.append(future)
    for _ in range(depth):
        await asyncio.sleep(0)
    return tasks


async def main():
    loop = asyncio.get_running_loop()
    for which in (2, 0, 1):
        future = loop.create_future()
        tasks = await chain(3, future)
        print("cancel", which, tasks[which].cancel(f"by {which}"), future.cancelled())
        for turn in range(3):
            await asyncio.sleep(0)
            print("turn", turn, [task.done() for task in tasks])
        print([task.cancelled() for task in tasks], [task.cancelling() for task in tasks])
        try:
            await tasks[2]
        except asyncio.CancelledError as e:
            print("main", repr(e))
        try:
            await future
        except asyncio.CancelledError as e:
            print("future", repr(e))
    future = loop.create_future()
    tasks = await chain(3, future)
    future.cancel("the future")
    results = await asyncio.gather(*tasks, return_exceptions=True)
    print(results, [task.cancelling() for task in tasks])


asyncio.run(main())
