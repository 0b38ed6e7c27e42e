import asyncio


async def cleans_up(steps):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as e:
        print("body", repr(e))
        raise
    finally:
        for step in range(steps):
            try:
                await asyncio.sleep(0)
                print("step", step)
            except asyncio.CancelledError as e:
                print("step", step, "is cancelled:", repr(e), "while", repr(e.__context__))
        print("cleaned up")


async def gives_up():
    try:
        await asyncio.sleep(10)
    finally:
        try:
            await asyncio.sleep(10)
        finally:
            print("inner finally")
            await asyncio.sleep(0)
            print("after inner finally")
        print("never")


async def raises():
    try:
        await asyncio.sleep(10)
    finally:
        await asyncio.sleep(0)
        raise ValueError("from finally")


async def main():
    task = asyncio.create_task(cleans_up(3))
    await asyncio.sleep(0)
    task.cancel("first")
    await asyncio.sleep(0)
    task.cancel("second")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print("done", task.done())
    await asyncio.gather(task, return_exceptions=True)
    print(task.cancelled(), task.cancelling())
    task = asyncio.create_task(gives_up())
    await asyncio.sleep(0)
    for name in ("one", "two"):
        task.cancel(name)
        await asyncio.sleep(0)
        print(name, task.done())
    try:
        await task
    except asyncio.CancelledError as e:
        print("main", repr(e), "while", repr(e.__context__))
    task = asyncio.create_task(raises())
    await asyncio.sleep(0)
    task.cancel("third")
    try:
        await task
    except ValueError as e:
        print(repr(e), "while", repr(e.__context__), task.cancelled(), task.cancelling())


asyncio.run(main())
