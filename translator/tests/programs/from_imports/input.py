from asyncio import create_task, gather, run, sleep
from time import perf_counter as clock


async def brew(drink, ms):
    await sleep(ms / 1000)
    return f"{drink} ready"


async def main():
    t = clock()
    tea = create_task(brew("tea", 200))
    print(await gather(brew("coffee", 20), brew("cocoa", 40)))
    print(tea.done())
    print(await tea)
    print("under a second" if clock() - t < 1 else "slow")

run(main())
