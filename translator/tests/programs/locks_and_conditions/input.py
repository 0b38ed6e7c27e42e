import asyncio

jobs = asyncio.Queue()
ready = asyncio.Event()
guard = asyncio.Lock()
finished = []


async def worker(name: str, queue: asyncio.Queue[int], results: dict[str, list[int]]) -> int:
    count = 0
    while True:
        try:
            item = await asyncio.wait_for(queue.get(), timeout=0.05)
        except asyncio.TimeoutError:
            break
        async with guard:
            results.setdefault(name, []).append(item)
        count += 1
        queue.task_done()
    return count


async def opener():
    await asyncio.sleep(0)
    ready.set()


async def inventory():
    lock = asyncio.Lock()
    not_empty = asyncio.Condition(lock)
    not_full = asyncio.Condition(lock)
    shelf = []

    async def put(n):
        async with not_full:
            while len(shelf) >= 2:
                await not_full.wait()
            shelf.append(n)
            not_empty.notify()

    async def take():
        async with not_empty:
            await not_empty.wait_for(lambda: shelf)
            item = shelf.pop(0)
            not_full.notify()
            return item

    takers = [asyncio.create_task(take()) for _ in range(4)]
    for n in range(4):
        await put(n)
    print(await asyncio.gather(*takers), lock.locked(), not_full.locked())


async def main() -> None:
    for n in range(5):
        jobs.put_nowait(n)
    results: dict[str, list[int]] = {}
    waiting = asyncio.create_task(ready.wait())
    await opener()
    print(await waiting, ready.is_set())
    ready.clear()
    print(ready.is_set())
    counts = await asyncio.gather(worker("a", jobs, results), worker("b", jobs, results), jobs.join())
    print(sum(c for c in counts if c is not None), sorted(sum(results.values(), [])))
    await inventory()
    try:
        await asyncio.wait_for(ready.wait(), 0.001)
    except asyncio.TimeoutError:
        print("not ready")
    t: asyncio.Task[int] = asyncio.create_task(asyncio.sleep(0.001, result=5))
    done, pending = await asyncio.wait([t], timeout=0)
    print(len(done), len(pending))
    print(await t + 1)
    me = asyncio.current_task()
    asyncio.get_running_loop().call_soon(me.cancel)
    try:
        await asyncio.sleep(1)
    except asyncio.CancelledError:
        print("cancelled myself")
        me.uncancel()
    joined = asyncio.create_task(jobs.join())
    await joined
    print(joined.done(), joined.result())


asyncio.run(asyncio.wait_for(main(), 5))
