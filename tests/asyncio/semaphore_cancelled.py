import asyncio


async def main():
    async def takes(name, semaphore):
        try:
            await semaphore.acquire()
            print(name, "has one")
        except asyncio.CancelledError:
            print(name, "is cancelled", semaphore.locked())
            raise

    async def start(names, semaphore):
        tasks = [asyncio.create_task(takes(name, semaphore)) for name in names]
        await asyncio.sleep(0)
        return tasks

    async def ends(tasks):
        results = await asyncio.gather(*tasks, return_exceptions=True)
        print(*(repr(result) for result in results))

    print("-- in the middle")
    semaphore = asyncio.Semaphore(0)
    tasks = await start("abc", semaphore)
    tasks[1].cancel()
    semaphore.release()
    semaphore.release()
    await ends(tasks)
    print("-- at the turn of its wake-up")
    tasks = await start("abc", semaphore)
    semaphore.release()
    tasks[0].cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print([task.done() for task in tasks], semaphore.locked())
    semaphore.release()
    await ends(tasks)
    print("-- cancelled before the release")
    tasks = await start("ab", semaphore)
    for task in tasks:
        task.cancel()
    semaphore.release()
    print(semaphore.locked(), await semaphore.acquire(), semaphore.locked())
    await ends(tasks)
    print("-- bounds")
    for make in (asyncio.Semaphore, asyncio.BoundedSemaphore):
        try:
            make(-1)
        except ValueError as e:
            print(repr(e))
    bounded = asyncio.BoundedSemaphore(2)
    async with bounded:
        tasks = await start("xy", bounded)
        print(bounded.locked())
    await ends(tasks)
    for _ in range(3):
        try:
            bounded.release()
            print("released")
        except ValueError as e:
            print(repr(e))
    try:
        async with bounded, asyncio.timeout(0.02):
            await asyncio.sleep(10)
    except TimeoutError:
        print("given back", bounded.locked())


asyncio.run(main())
