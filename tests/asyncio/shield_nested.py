import asyncio


async def ticks(n):
    for i in range(n):
        print("tick", i)
        await asyncio.sleep(0)


async def inner(name, turns):
    try:
        for _ in range(turns):
            await asyncio.sleep(0)
        return name
    finally:
        print(name, "ends")


async def keeps_on(name, awaited):
    # Waits on however often it is cancelled, and then gives in.
    shielded, cancels = asyncio.create_task(awaited), []
    while True:
        try:
            result = await asyncio.shield(shielded)
            break
        except asyncio.CancelledError as e:
            cancels.append(str(e))
            print(name, "not yet", repr(e))
    print(name, "has", result)
    if cancels:
        raise asyncio.CancelledError(*cancels)
    return result


async def main():
    ticking = asyncio.create_task(ticks(8))
    print(await asyncio.shield(asyncio.shield(asyncio.shield(inner("a", 1)))))
    await ticking
    task = asyncio.create_task(inner("b", 6))
    shields = [asyncio.shield(task)]
    for _ in range(2):
        shields.append(asyncio.shield(shields[-1]))
    await asyncio.sleep(0)
    print(shields[1].cancel("the middle one"), [one.done() for one in shields])
    for turn in range(3):
        await asyncio.sleep(0)
        print("turn", turn, [one.done() for one in shields], task.done())
    print(await shields[0], shields[2].cancelled())
    task = asyncio.create_task(keeps_on("c", inner("c", 5)))
    await asyncio.sleep(0)
    for n in range(3):
        await asyncio.sleep(0)
        task.cancel(f"cancel {n}")
    try:
        await task
    except asyncio.CancelledError as e:
        print("main", repr(e), task.cancelled(), task.cancelling())
    # In a gather that is cancelled: those that are shielded live on.
    tasks = [asyncio.create_task(inner(name, 6)) for name in "de"]
    both = asyncio.gather(asyncio.shield(tasks[0]), tasks[1])
    await asyncio.sleep(0)
    both.cancel("both")
    try:
        await both
    except asyncio.CancelledError as e:
        print("both", repr(e), [task.cancelled() for task in tasks])
    print(await tasks[0])


asyncio.run(main())
