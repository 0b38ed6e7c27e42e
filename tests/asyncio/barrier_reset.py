import asyncio


async def main():
    barrier = asyncio.Barrier(3)

    async def comes(name):
        try:
            print(name, await barrier.wait())
        except asyncio.BrokenBarrierError as e:
            print(name, repr(e), barrier.broken)
        except asyncio.CancelledError:
            print(name, "is cancelled", barrier.n_waiting)
            raise

    async def turns(n):
        for _ in range(n):
            await asyncio.sleep(0)

    def start(names):
        return [asyncio.create_task(comes(name)) for name in names]

    print("-- reset while two wait")
    tasks = start("ab")
    await turns(1)
    print(barrier.n_waiting)
    resets = asyncio.create_task(barrier.reset())
    tasks += start("c")
    await asyncio.gather(resets, *tasks[:2])
    print(barrier.n_waiting, barrier.broken, tasks[2].done())
    tasks += start("de")
    await asyncio.gather(*tasks)
    print("-- cancelled while it waits")
    tasks = start("fg")
    await turns(1)
    tasks[0].cancel()
    await turns(2)
    print(barrier.n_waiting, barrier.broken)
    tasks += start("hi")
    results = await asyncio.gather(*tasks, return_exceptions=True)
    print(*map(repr, results))
    print("-- aborted")
    tasks = start("jk")
    await turns(1)
    await barrier.abort()
    print(barrier.n_waiting, barrier.broken)
    tasks += start("l")
    await asyncio.gather(*tasks)
    print("-- reset after that")
    await barrier.reset()
    print(barrier.n_waiting, barrier.broken)
    await asyncio.gather(*start("mno"))
    print("-- a time limit")
    task = start("p")[0]
    try:
        await asyncio.wait_for(task, 0.02)
    except TimeoutError:
        print("alone", barrier.n_waiting)
    await barrier.reset()
    await asyncio.gather(*start("qrs"))


asyncio.run(main())
