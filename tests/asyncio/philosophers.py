import asyncio


async def main():
    n = 5
    forks = [asyncio.Lock() for _ in range(n)]
    meals = [0] * n
    log = []

    async def polite(i, rounds):
        first, second = sorted((i, (i + 1) % n))
        for meal in range(rounds):
            async with forks[first]:
                await asyncio.sleep(0)
                async with forks[second]:
                    meals[i] += 1
                    log.append(i)
                    print(i, "eats", meal, [fork.locked() for fork in forks].count(True))
                    await asyncio.sleep(0)
            await asyncio.sleep(0)
        print(i, "is full")

    await asyncio.gather(*(polite(i, 3) for i in range(n)))
    print(meals, *log)

    async def greedy(i):
        async with forks[i]:
            print(i, "has a fork")
            await asyncio.sleep(0)
            async with forks[(i + 1) % n]:
                print(i, "eats")
                await asyncio.sleep(0)
        return i

    print("-- all take the left one")
    tasks = [asyncio.create_task(greedy(i)) for i in range(n)]
    done, pending = await asyncio.wait(tasks, timeout=0.02)
    print(len(done), len(pending), [fork.locked() for fork in forks].count(True))
    tasks[2].cancel()
    print(*map(repr, await asyncio.gather(*tasks, return_exceptions=True)))
    print([fork.locked() for fork in forks].count(True))
    print("-- with a waiter")
    waiter = asyncio.Semaphore(n - 1)

    async def seated(i):
        async with waiter:
            return await greedy(i)

    print(await asyncio.gather(*(seated(i) for i in range(n))))


asyncio.run(main())
