import asyncio


async def waits(name, future, swallows=False):
    try:
        return await future
    except asyncio.CancelledError as e:
        print(name, repr(e))
        if swallows:
            return f"{name} lives on"
        raise


async def cancels(others, message):
    for task in others:
        await asyncio.sleep(0)
        print("cancels", task.cancel(message))
    return "cancels"


async def main():
    loop = asyncio.get_running_loop()
    # Children that are cancelled by a brother.
    for swallows in (True, False):
        tasks = [asyncio.create_task(waits(name, loop.create_future(), swallows)) for name in "ab"]
        try:
            print(await asyncio.gather(*tasks, cancels(tasks, "brother")))
        except asyncio.CancelledError as e:
            print("main", repr(e), asyncio.current_task().cancelling(), [task.done() for task in tasks])
        results = await asyncio.gather(*tasks, return_exceptions=True)
        print(results)
    # Cancelled from outside, where one child swallows it and one was done before.
    done = asyncio.create_task(asyncio.sleep(0, "done"))
    stubborn = asyncio.create_task(waits("c", loop.create_future(), True))
    whole = asyncio.gather(done, stubborn)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print(done.done(), whole.cancel("whole"))
    try:
        print(await whole)
    except asyncio.CancelledError as e:
        print("main", repr(e))
    print(stubborn.result())
    # A child that cancels the task that gathers it.
    async def gathers():
        me = asyncio.current_task()

        async def child():
            print("child", me.cancel("by the child"))
            try:
                await asyncio.sleep(0)
            except asyncio.CancelledError as e:
                print("child", repr(e))
                raise

        try:
            await asyncio.gather(child(), waits("d", loop.create_future()))
        finally:
            print("gathers ends", me.cancelling())

    try:
        await asyncio.create_task(gathers())
    except asyncio.CancelledError as e:
        print("main", repr(e))
    # All children are done, but the gather is not yet.
    task = asyncio.create_task(asyncio.sleep(0, "late"))
    whole = asyncio.gather(task)
    task.add_done_callback(lambda task: print("too late", whole.cancel(), whole.done()))
    first = loop.create_future()
    first.add_done_callback(lambda future: print("too early", both.cancel("x"), both.done()))
    both = asyncio.gather(first)
    first.set_result("early")
    print(await whole, await both)


asyncio.run(main())
