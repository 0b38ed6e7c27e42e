import asyncio


async def child(name, log, seconds=5):
    try:
        await asyncio.sleep(seconds)
        log.append((name, "finished"))
        return name
    except asyncio.CancelledError:
        log.append((name, "cancelled"))
        raise


async def cancel_outer():
    log = []
    group = asyncio.gather(child("a", log, 0.01), child("b", log), child("c", log))
    await asyncio.sleep(0.05)
    print("cancel:", group.cancel())
    try:
        await group
    except asyncio.CancelledError:
        print("gather was cancelled")
    print(log)


async def cancel_one():
    log = []
    b = asyncio.create_task(child("b", log))
    group = asyncio.gather(child("a", log, 0.04), b, return_exceptions=True)
    await asyncio.sleep(0.01)
    b.cancel("not you")
    result = await group
    print(result[0], type(result[1]), result[1].args)
    print(log)


async def cancel_parent():
    log = []

    async def parent():
        try:
            return await asyncio.gather(child("x", log), child("y", log))
        except asyncio.CancelledError:
            log.append(("parent", "cancelled"))
            return "parent survived"

    p = asyncio.create_task(parent())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    p.cancel()
    print(await p, p.cancelled(), p.cancelling())
    print(log)


async def uncancel():
    async def tough():
        me = asyncio.current_task()
        try:
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            print("requests", me.cancelling(), "left", me.uncancel())
        return "tough"

    t = asyncio.create_task(tough())
    await asyncio.sleep(0)
    t.cancel()
    print(await t, t.cancelling())


async def main():
    for part in (cancel_outer, cancel_one, cancel_parent, uncancel):
        print("---", part.__name__)
        await part()


asyncio.run(main())
