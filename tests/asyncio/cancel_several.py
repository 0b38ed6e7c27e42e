import asyncio


async def stubborn(times):
    for n in range(times):
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError as e:
            print("swallows", n, repr(e), asyncio.current_task().cancelling())
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as e:
        print("gives in to", repr(e))
        raise


async def main():
    task = asyncio.create_task(stubborn(1))
    await asyncio.sleep(0)
    # Two in one turn are one for the task, and the first one's message counts.
    print(task.cancel("one"), task.cancel("two"), task.cancelling())
    await asyncio.sleep(0)
    print(task.done(), task.cancel("three"), task.cancelling())
    try:
        await task
    except asyncio.CancelledError as e:
        print("main", repr(e), task.cancelled(), task.cancelling())
    try:
        task.result()
    except asyncio.CancelledError as e:
        print("again", repr(e))
    print(task.cancel("four"), task.cancelling())
    task = asyncio.create_task(stubborn(3))
    for n in range(5):
        await asyncio.sleep(0)
        print("turn", n, task.cancel(f"odd {n}" if n % 2 else None), task.done())
    await asyncio.sleep(0)
    print(task.cancelled(), task.cancelling())

    async def returns():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            return "no matter"

    task = asyncio.create_task(returns())
    await asyncio.sleep(0)
    task.cancel()
    print(await task, task.cancelled(), task.cancelling())


asyncio.run(main())
