import asyncio


async def awaits_itself(name, turns, me):
    for _ in range(turns):
        await asyncio.sleep(0)
    try:
        print(name, "awaits itself")
        await me[turns]
    except RuntimeError as e:
        print(name, str(e).split(":")[0])
    await asyncio.sleep(0)
    print(name, "ends")
    return name


async def is_asked_to_cancel(me):
    asyncio.current_task().cancel("in the same step")
    try:
        await me[0]
    except BaseException as e:
        print("instead", repr(e))
    return "lived on"


async def gathers_itself(me, kept):
    await asyncio.sleep(0)
    whole = asyncio.gather(me[0], asyncio.sleep(0, "slept"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print("cancels", whole.cancel("all"), me[0].cancelling())
    try:
        await asyncio.sleep(0)
    except asyncio.CancelledError as e:
        print("cancelled", repr(e))
    kept.append(whole)
    return "ended"


async def main():
    tasks = []
    tasks += [asyncio.create_task(awaits_itself(name, turns, tasks)) for turns, name in enumerate("ab")]
    for turn in range(5):
        await asyncio.sleep(0)
        print("turn", turn, [task.done() for task in tasks])
    print([task.result() for task in tasks])
    me = []
    me.append(asyncio.create_task(is_asked_to_cancel(me)))
    await asyncio.wait(me)
    print(me[0].result(), me[0].cancelling())
    me.clear()
    kept = []
    me.append(asyncio.create_task(gathers_itself(me, kept)))
    print(await me[0], kept[0].done())
    try:
        await kept[0]
    except asyncio.CancelledError as e:
        print("whole", repr(e))


asyncio.run(main())
