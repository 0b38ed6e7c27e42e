import asyncio


async def main():
    lock = asyncio.Lock()
    order = []

    async def works(name, rounds, turns):
        for i in range(rounds):
            async with lock:
                print(name, "has it", i)
                order.append(name)
                for _ in range(turns):
                    await asyncio.sleep(0)
            print(name, "let go", i, lock.locked())

    async def barges(n):
        for i in range(n):
            print("barges", i, lock.locked())
            if not lock.locked():
                await lock.acquire()
                print("got it at once", i)
                lock.release()
            await asyncio.sleep(0)

    rounds = (("a", 2, 2), ("b", 3, 0), ("c", 2, 1), ("d", 1, 3), ("e", 2, 0))
    tasks = [asyncio.create_task(works(*one)) for one in rounds]
    tasks.append(asyncio.create_task(barges(12)))
    await asyncio.gather(*tasks)
    print(*order)
    print(lock.locked(), await lock.acquire(), lock.locked())
    lock.release()

    async def greedy(name, n):
        for _ in range(n):
            await lock.acquire()
            print(name, "again")
            lock.release()

    await asyncio.gather(greedy("x", 3), greedy("y", 2))
    async with lock:
        waits = [asyncio.create_task(greedy(name, 2)) for name in ("p", "q")]
        await asyncio.sleep(0)
        print("held by main")
    await greedy("main", 2)
    await asyncio.gather(*waits)


asyncio.run(main())
