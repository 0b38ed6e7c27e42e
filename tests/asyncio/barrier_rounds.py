import asyncio


async def main():
    barrier = asyncio.Barrier(3)
    served = []

    async def runs(name, rounds, delay):
        for i in range(rounds):
            for _ in range(delay):
                await asyncio.sleep(0)
            print(name, "comes", i, barrier.n_waiting)
            async with barrier as index:
                print(name, "goes", i, index)
                if index == 0:
                    served.append(name)
        print(name, "ends", barrier.n_waiting, barrier.broken)

    await asyncio.gather(runs("a", 3, 0), runs("b", 3, 2), runs("c", 3, 1))
    print(*served)
    print("-- more than it takes")

    async def comes(name):
        index = await barrier.wait()
        print(name, index)
        return index

    tasks = [asyncio.create_task(comes(name)) for name in "abcdefgh"]
    for _ in range(8):
        await asyncio.sleep(0)
    print([task.done() for task in tasks], barrier.n_waiting)
    print(await comes("i"))
    print(*await asyncio.gather(*tasks))
    alone = asyncio.Barrier(1)
    print(await alone.wait(), await alone.wait(), alone.n_waiting, alone.parties)
    try:
        asyncio.Barrier(0)
    except ValueError as e:
        print(repr(e))


asyncio.run(main())
