import asyncio


async def main():
    condition = asyncio.Condition()
    ready = []

    async def consumer(n):
        async with condition:
            await condition.wait_for(lambda: len(ready) > n)
            print("consumer", n, ready)

    async def waiter(n):
        async with condition:
            print("waits", n)
            try:
                await condition.wait()
                print("woken", n, condition.locked())
            except asyncio.CancelledError:
                print("cancelled", n, condition.locked())
                raise

    tasks = [asyncio.create_task(consumer(n)) for n in range(2)] + [asyncio.create_task(waiter(n)) for n in range(3)]
    await asyncio.sleep(0)
    tasks[3].cancel()
    await asyncio.sleep(0)
    for n in range(2):
        async with condition:
            ready.append(n)
            condition.notify_all()
        await asyncio.sleep(0)
        print("turn", n)
    for r in await asyncio.gather(*tasks, return_exceptions=True):
        print(repr(r))
    try:
        condition.notify()
    except RuntimeError as e:
        print(e)
    barrier = asyncio.Barrier(3)

    async def meets(n):
        for _ in range(n):
            await asyncio.sleep(0)
        print("comes", n)
        index = await barrier.wait()
        print("goes", n, index)

    await asyncio.gather(*(meets(n) for n in (2, 0, 1)))
    stuck = asyncio.create_task(barrier.wait())
    await asyncio.sleep(0)
    print(barrier.n_waiting, barrier.parties)
    await barrier.abort()
    try:
        await stuck
    except asyncio.BrokenBarrierError as e:
        print(repr(e), barrier.broken)


asyncio.run(main())
