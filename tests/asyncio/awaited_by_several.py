import asyncio


async def slow(value):
    for n in range(2):
        print("slow", n)
        await asyncio.sleep(0)
    if value is None:
        raise LookupError("nothing")
    return value


async def awaits(name, task, then=None):
    print(name, "awaits")
    try:
        value = await task
        print(name, "has", value, "done" if then is None else then.done())
        return f"{name}({value})"
    except LookupError as e:
        print(name, "has", repr(e))
        e.add_note(name)
        raise
    finally:
        await asyncio.sleep(0)
        print(name, "ends")


async def main():
    task = asyncio.create_task(slow("value"))
    a = asyncio.create_task(awaits("a", task))
    b = asyncio.create_task(awaits("b", task, a))
    c = asyncio.create_task(awaits("c", b, a))
    d = asyncio.create_task(awaits("d", a, b))
    print(await awaits("main", task, c))
    print(await d, await c, await b)
    failing = asyncio.create_task(slow(None))
    tasks = [asyncio.create_task(awaits(name, failing)) for name in ("e", "f")]
    raised = await asyncio.gather(*tasks, return_exceptions=True)
    print(raised, raised[0] is raised[1] is failing.exception(), raised[0].__notes__)
    # A cancel of one who awaits it cancels it for all.
    failing = asyncio.create_task(slow(None))
    tasks = [asyncio.create_task(awaits(name, failing)) for name in ("g", "h", "i")]
    await asyncio.sleep(0)
    tasks[1].cancel("by h")
    print(await asyncio.gather(*tasks, return_exceptions=True), failing.cancelled())
    print([task.cancelling() for task in tasks])
    again = asyncio.create_task(slow("kept"))
    k = asyncio.create_task(awaits("k", asyncio.shield(again)))
    await asyncio.sleep(0)
    k.cancel()
    await asyncio.wait([k])
    print(k.cancelled(), await again, await again)


asyncio.run(main())
