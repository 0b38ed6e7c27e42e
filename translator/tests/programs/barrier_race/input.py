import asyncio


async def runner(name, warmup, barrier, results):
    print(f"{name} warms up")
    await asyncio.sleep(warmup)
    print(f"{name} at the start line ({barrier.n_waiting} waiting)")
    position = await barrier.wait()
    if position == 0:
        print("BANG!")
    results[name] = position


async def main():
    runners = {"kim": 0.06, "lee": 0.02, "pat": 0.1}
    barrier = asyncio.Barrier(len(runners))
    results = {}
    print("parties", barrier.parties, "broken", barrier.broken)
    await asyncio.gather(*(runner(n, w, barrier, results) for n, w in runners.items()))
    print(sorted(results.items(), key=lambda item: item[1]))

    # used again, but one does not come
    async def waiter():
        try:
            async with barrier as position:
                return position
        except asyncio.BrokenBarrierError:
            return "broken"

    waiting = [asyncio.create_task(waiter()) for _ in range(2)]
    await asyncio.sleep(0.01)
    print("waiting now", barrier.n_waiting)
    await barrier.abort()
    print(await asyncio.gather(*waiting), barrier.broken)
    await barrier.reset()
    print("after reset", barrier.broken, barrier.n_waiting)


asyncio.run(main())
