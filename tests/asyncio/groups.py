import asyncio


async def works(name, delay, fails=False):
    try:
        print(name, "begins")
        await asyncio.sleep(delay)
        if fails:
            raise ValueError(name)
        print(name, "ends")
        return name
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise


async def main():
    async with asyncio.TaskGroup() as group:
        a = group.create_task(works("a", 0.02))
        b = group.create_task(works("b", 0))
        print("inside")
    print(a.result(), b.result())
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(works("c", 10))
            group.create_task(works("d", 0, True))
            group.create_task(works("e", 0, True))
            await asyncio.sleep(10)
            print("never")
    except* ValueError as e:
        print(repr(e))
    print(asyncio.current_task().cancelling())

    async def outer():
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(works("f", 10))
                await asyncio.sleep(10)
        except asyncio.CancelledError as e:
            print("outer", repr(e))
            raise

    task = asyncio.create_task(outer())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel("stop")
    try:
        await task
    except asyncio.CancelledError as e:
        print("main", repr(e))
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(works("g", 10))
            await asyncio.sleep(0)
            raise KeyError("body")
    except* KeyError as e:
        print(repr(e), e.message)
    try:
        group.create_task(asyncio.sleep(0))
    except RuntimeError as e:
        print(str(e).split("> ")[1])


asyncio.run(main())
