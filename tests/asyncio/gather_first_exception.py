import asyncio


async def work(name, turns, error=None):
    try:
        for n in range(turns):
            await asyncio.sleep(0)
        print(name, "has done", turns)
        if error is not None:
            raise error
        return name
    finally:
        print(name, "ends")


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: print("handler", context["message"], repr(context["exception"])))
    tasks = [
        asyncio.create_task(work("a", 4)),
        asyncio.create_task(work("b", 1, ValueError("b"))),
        asyncio.create_task(work("c", 3, KeyError("c"))),
    ]
    whole = asyncio.gather(*tasks)
    try:
        await whole
    except (ValueError, KeyError) as e:
        print("main", repr(e), [task.done() for task in tasks])
    # The whole is done, so a cancel does nothing.
    print(whole.cancel(), whole.cancelled(), whole.exception() is tasks[1].exception())
    await asyncio.wait(tasks)
    print([task.done() for task in tasks], tasks[0].result())
    # Both fail in one turn: the earlier is the one.
    try:
        await asyncio.gather(work("d", 2, ValueError("d")), work("e", 2, KeyError("e")), work("f", 2))
    except (ValueError, KeyError) as e:
        print("main", repr(e))
    await asyncio.sleep(0)
    whole = asyncio.gather(work("g", 1, ValueError("g")), work("h", 2), work("i", 0, KeyError("i")), return_exceptions=True)
    print(await whole)
    # A gather in a gather raises at once, and its brothers go on.
    slow = asyncio.create_task(work("j", 5))
    try:
        await asyncio.gather(asyncio.gather(work("k", 0, ValueError("k")), work("l", 2)), asyncio.gather(slow))
    except ValueError as e:
        print("main", repr(e), slow.done())
    print(await slow)
    del tasks, whole
    print("nothing told")


asyncio.run(main())
