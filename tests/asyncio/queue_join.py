import asyncio


async def main():
    queue = asyncio.Queue()
    await queue.join()
    print("nothing to wait for")

    async def joins(name):
        await queue.join()
        print(name, "joined", queue.qsize())

    async def works(name, n):
        for _ in range(n):
            item = await queue.get()
            await asyncio.sleep(0)
            print(name, "has done", item)
            queue.task_done()

    for n in range(5):
        queue.put_nowait(n)
    waits = [asyncio.create_task(joins(name)) for name in ("j", "k")]
    workers = [asyncio.create_task(works("a", 2)), asyncio.create_task(works("b", 3))]
    await asyncio.gather(*workers)
    print([task.done() for task in waits])
    await asyncio.gather(*waits)
    print("-- more comes at the turn of the end")
    queue.put_nowait("x")
    waits = [asyncio.create_task(joins(name)) for name in ("j", "k")]
    await asyncio.sleep(0)
    queue.get_nowait()
    queue.task_done()
    queue.put_nowait("y")
    late = asyncio.create_task(joins("late"))
    await asyncio.gather(*waits)
    print(late.done(), queue.qsize())
    queue.get_nowait()
    print("taken, not done", late.done())
    await asyncio.sleep(0)
    queue.task_done()
    await late
    print("-- too often")
    for n in range(2):
        queue.put_nowait(n)
    for _ in range(3):
        try:
            queue.task_done()
            print("done", queue.qsize())
        except ValueError as e:
            print(repr(e))
    await queue.join()
    print("-- one of those who wait is cancelled")
    queue.put_nowait("z")
    waits = [asyncio.create_task(joins(name)) for name in ("j", "k")]
    await asyncio.sleep(0)
    waits[0].cancel()
    try:
        await asyncio.wait_for(queue.join(), 0.02)
    except TimeoutError:
        print("not in time")
    queue.task_done()
    print(*map(repr, await asyncio.gather(*waits, return_exceptions=True)))


asyncio.run(main())
