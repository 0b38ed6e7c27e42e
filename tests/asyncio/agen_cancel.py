import asyncio


async def slow(handles=0):
    n = 0
    while True:
        try:
            n += 1
            await asyncio.sleep(0.03)
            yield n
        except asyncio.CancelledError as exc:
            print("inside", repr(exc))
            if handles == 0:
                raise
            handles -= 1
            yield "handled"
        finally:
            print("finally", n)


async def consume(gen):
    try:
        async for n in gen:
            print("got", n)
    except asyncio.CancelledError as exc:
        print("consumer", repr(exc))
        raise
    finally:
        await asyncio.sleep(0)
        print("consumer ends")


async def tell(what, awaitable):
    try:
        print(what, await awaitable)
    except BaseException as exc:
        print(what, repr(exc))


async def main():
    gen = slow()
    task = asyncio.create_task(consume(gen))
    await asyncio.sleep(0.05)
    task.cancel("enough")
    await tell("task", task)
    await tell("next", anext(gen))

    gen = slow(handles=2)
    task = asyncio.create_task(consume(gen))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0.05)
    task.cancel("again")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel("for good")
    await tell("task", task)
    await tell("next", anext(gen))

    gen = slow()
    await tell("in time", asyncio.wait_for(anext(gen), 1))
    await tell("late", asyncio.wait_for(anext(gen), 0.005))
    await tell("next", anext(gen))

    gen = slow(handles=1)
    task = asyncio.create_task(anext(gen))
    task.cancel()
    await tell("before it began", task)
    await tell("next", anext(gen))

    gen = slow(handles=1)
    await tell("first", anext(gen))
    task = asyncio.create_task(anext(gen))
    task.cancel("early")
    await tell("before the step began", task)
    await tell("next", anext(gen))
    task = asyncio.create_task(gen.aclose())
    await tell("close", task)

    gen = slow()
    try:
        async with asyncio.timeout(0.05):
            async for n in gen:
                print("until the timeout", n)
    except TimeoutError:
        print("timed out")


asyncio.run(main())
