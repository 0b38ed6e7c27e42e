import asyncio


async def member(n, ring, turns):
    name, me = "abc"[n], asyncio.current_task()
    for turn in range(turns):
        try:
            await asyncio.sleep(0)
            print(name, "turn", turn)
        except asyncio.CancelledError as e:
            print(name, "turn", turn, repr(e), me.cancelling())
            if me.cancelling() > 1:
                print(name, "gives in", [task.done() for task in ring])
                raise
        ring[(n + 1) % len(ring)].cancel(f"by {name}")
    return name


async def toggles(times):
    me = asyncio.current_task()
    for n in range(times):
        me.cancel(f"toggle {n}")
        print("toggle", n, me.uncancel())
        try:
            await asyncio.sleep(0)
            print("not cancelled")
        except asyncio.CancelledError as e:
            print(repr(e), me.cancelling())
        await asyncio.sleep(0)


async def stops(others):
    for task in others:
        print("stops", task.get_name(), task.cancel())
    # Those who were cancelled before they were woken have their turn first.
    await asyncio.sleep(0)
    print("stopped", [task.done() for task in others])


async def sleeper(name, delay):
    try:
        await asyncio.sleep(delay)
        print(name, "slept")
    finally:
        print(name, "ends", asyncio.current_task().cancelling())


async def main():
    ring = []
    ring += [asyncio.create_task(member(n, ring, 3)) for n in range(3)]
    print(await asyncio.gather(*ring, return_exceptions=True))
    print([task.cancelling() for task in ring])
    await asyncio.create_task(toggles(2))
    others = [asyncio.create_task(sleeper(name, delay)) for name, delay in (("x", 10), ("y", 0), ("z", 10))]
    for task, name in zip(others, "xyz"):
        task.set_name(name)
    await asyncio.sleep(0)
    await stops(others[::-1])
    print(await asyncio.gather(*others, return_exceptions=True))
    task = asyncio.create_task(sleeper("w", 0))
    asyncio.get_running_loop().call_soon(task.cancel, "soon")
    await asyncio.wait([task])
    print(task.cancelled())


asyncio.run(main())
