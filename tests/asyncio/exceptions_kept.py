import asyncio


async def fails(text):
    await asyncio.sleep(0)
    raise ValueError(text)


async def looks(name, future):
    try:
        await future
    except ValueError as e:
        e.add_note(f"seen by {name}")
        print(name, repr(e), e.__notes__)
        return e


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: print("handler", context["message"], repr(context["exception"])))
    # The same object for all who ask, as often as they ask.
    task = asyncio.create_task(fails("one"))
    first = await looks("first", task)
    second = await looks("second", task)
    print(first is second, task.exception() is first, task.exception().__notes__)
    future = loop.create_future()
    kept = KeyError("kept")
    future.set_exception(kept)
    for _ in range(2):
        try:
            future.result()
        except KeyError as e:
            print(repr(e), e is kept)
    # Nobody asks: the handler hears of it when the last reference goes.
    future = loop.create_future()
    future.set_exception(ValueError("of a future"))
    print("before")
    del future
    print("after")
    task = asyncio.create_task(fails("of a task"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print("done", task.done())
    del task
    print("gone")
    # Those that were asked for are not told.
    task = asyncio.create_task(fails("asked for"))
    await asyncio.wait([task])
    print(repr(task.exception()))
    del task
    asyncio.create_task(fails("nobody holds it"))
    for turn in range(3):
        await asyncio.sleep(0)
        print("turn", turn)
    gathered = asyncio.gather(fails("of a gather"), fails("the other"))
    for turn in range(4):
        await asyncio.sleep(0)
    print("gathered", gathered.done())
    del gathered
    print("end")


asyncio.run(main())
