import asyncio


async def ticks(n):
    for i in range(n):
        print("tick", i)
        await asyncio.sleep(0)


async def steps(n, result):
    print("steps begin in", "main" if asyncio.current_task() is MAIN else "another task")
    try:
        for _ in range(n):
            await asyncio.sleep(0)
    except asyncio.CancelledError:
        print("steps cancelled")
        raise
    return result


async def slow(cleans):
    try:
        await asyncio.sleep(10)
    finally:
        for i in range(cleans):
            await asyncio.sleep(0)
            print("cleans", i)


async def swallows():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        return "swallowed"


async def main():
    global MAIN
    MAIN = asyncio.current_task()
    background = asyncio.create_task(ticks(6))
    print(await asyncio.wait_for(steps(2, "in place"), 1))
    await background
    try:
        await asyncio.wait_for(slow(2), 0.02)
    except TimeoutError as e:
        print(repr(e), repr(e.__cause__), MAIN.cancelling())
    print(await asyncio.wait_for(swallows(), 0.02))
    for timeout in (0, -1):
        try:
            print(await asyncio.wait_for(steps(1, "never"), timeout))
        except TimeoutError as e:
            print(repr(e), repr(e.__cause__))
    print(await asyncio.wait_for(steps(1, "no limit"), None))
    done = asyncio.get_running_loop().create_future()
    done.set_result("done")
    print(await asyncio.wait_for(done, 0))

    async def outer():
        try:
            await asyncio.wait_for(slow(1), 5)
        except asyncio.CancelledError as e:
            print("outer", repr(e))
            raise

    task = asyncio.create_task(outer())
    await asyncio.sleep(0)
    task.cancel("from outside")
    try:
        await task
    except asyncio.CancelledError as e:
        print("main", repr(e))


asyncio.run(main())
