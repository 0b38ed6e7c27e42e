import asyncio


async def main():
    semaphore = asyncio.Semaphore(2)
    inside = 0

    async def works(name, turns):
        nonlocal inside
        async with semaphore:
            inside += 1
            print(name, "in", inside, semaphore.locked())
            for _ in range(turns):
                await asyncio.sleep(0)
            inside -= 1
        print(name, "out", semaphore.locked())

    names = (("a", 3), ("b", 1), ("c", 0), ("d", 2), ("e", 0), ("f", 1))
    await asyncio.gather(*(works(*one) for one in names))
    print("-- bursts")
    semaphore = asyncio.Semaphore(0)

    async def takes(name, times):
        for i in range(times):
            print(name, i, await semaphore.acquire())

    tasks = [asyncio.create_task(takes(name, times)) for name, times in (("p", 2), ("q", 3), ("r", 1), ("s", 2))]
    await asyncio.sleep(0)
    for burst in (1, 3, 2, 2):
        for _ in range(burst):
            semaphore.release()
        print("released", burst, semaphore.locked())
        await asyncio.sleep(0)
        print("a turn later", semaphore.locked())
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    print(semaphore.locked())
    semaphore.release()
    semaphore.release()
    print("-- one comes after the release")
    late = asyncio.create_task(takes("late", 1))
    await semaphore.acquire()
    await semaphore.acquire()
    early = asyncio.create_task(takes("early", 1))
    await asyncio.sleep(0)
    semaphore.release()
    print(semaphore.locked())
    main_takes = asyncio.create_task(takes("main", 1))
    await asyncio.sleep(0)
    semaphore.release()
    semaphore.release()
    await asyncio.gather(late, early, main_takes)
    print(semaphore.locked())
    print("-- one comes between two releases and the wake-up")
    first = asyncio.create_task(takes("first", 1))
    await asyncio.sleep(0)
    second = asyncio.create_task(takes("second", 1))
    semaphore.release()
    semaphore.release()
    await asyncio.gather(first, second)
    print(semaphore.locked())


asyncio.run(main())
