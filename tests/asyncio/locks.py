import asyncio


async def holds(name, lock, turns):
    print(name, "asks")
    async with lock:
        print(name, "has it")
        for _ in range(turns):
            await asyncio.sleep(0)
        print(name, "lets go")


async def ticks(n):
    for i in range(n):
        print("tick", i)
        await asyncio.sleep(0)


async def main():
    lock = asyncio.Lock()
    tasks = [asyncio.create_task(holds(name, lock, 2)) for name in "abcd"]
    tick = asyncio.create_task(ticks(8))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print("cancel b", tasks[1].cancel(), lock.locked())
    await asyncio.gather(*tasks, return_exceptions=True)
    await tick
    try:
        lock.release()
    except RuntimeError as e:
        print(e)
    semaphore = asyncio.Semaphore(2)
    tasks = [asyncio.create_task(holds(name, semaphore, turns)) for name, turns in (("p", 1), ("q", 3), ("r", 1), ("s", 0))]
    await asyncio.gather(*tasks)
    bounded = asyncio.BoundedSemaphore(1)
    try:
        bounded.release()
    except ValueError as e:
        print(e)
    event = asyncio.Event()
    async def waits(n):
        print("wait", n)
        print("woken", n, await event.wait())
    tasks = [asyncio.create_task(waits(n)) for n in range(3)]
    await asyncio.sleep(0)
    event.set()
    event.clear()
    print("set", event.is_set())
    await asyncio.gather(*tasks)


asyncio.run(main())
