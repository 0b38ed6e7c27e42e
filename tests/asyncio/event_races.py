import asyncio


async def main():
    event = asyncio.Event()

    async def waits(name):
        try:
            print(name, await event.wait(), event.is_set())
        except asyncio.CancelledError:
            print(name, "is cancelled", event.is_set())
            raise

    async def start(names):
        tasks = {name: asyncio.create_task(waits(name)) for name in names}
        await asyncio.sleep(0)
        return tasks

    async def ends(tasks):
        results = await asyncio.gather(*tasks.values(), return_exceptions=True)
        print(*(repr(result) for result in results))

    tasks = await start("abc")
    event.set()
    event.clear()
    late = asyncio.create_task(waits("late"))
    await ends(tasks)
    print("late", late.done())
    event.set()
    await waits("at once")
    await late
    event.set()
    event.clear()
    print("-- cancelled at the turn of the wake-up")
    tasks = await start("abc")
    tasks["b"].cancel()
    event.set()
    tasks["c"].cancel()
    await ends(tasks)
    event.clear()
    print("-- one that sets it again")

    async def ping(mine, other, n):
        for i in range(n):
            await mine.wait()
            mine.clear()
            print("ping", i, mine is event)
            other.set()

    other = asyncio.Event()
    both = [asyncio.create_task(ping(event, other, 3)), asyncio.create_task(ping(other, event, 3))]
    asyncio.get_running_loop().call_soon(event.set)
    await asyncio.gather(*both)
    print(event.is_set(), other.is_set())
    print("-- a time limit")
    event.clear()
    try:
        await asyncio.wait_for(event.wait(), 0.02)
    except TimeoutError:
        print("not set in time")
    tasks = await start("xy")
    asyncio.get_running_loop().call_later(0.02, event.set)
    asyncio.get_running_loop().call_later(0.04, event.clear)
    await ends(tasks)
    print(event.is_set())
    await asyncio.sleep(0.04)
    print(event.is_set())


asyncio.run(main())
