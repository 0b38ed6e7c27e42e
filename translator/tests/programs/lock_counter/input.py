import asyncio


class Counter:
    def __init__(self, use_lock):
        self.value = 0
        self.lock = asyncio.Lock() if use_lock else None

    async def _bump(self):
        current = self.value
        await asyncio.sleep(0)  # somebody else may run here
        self.value = current + 1

    async def increment(self):
        if self.lock is None:
            await self._bump()
        else:
            async with self.lock:
                await self._bump()


async def hammer(counter, times):
    for _ in range(times):
        await counter.increment()


async def race(use_lock):
    counter = Counter(use_lock)
    await asyncio.gather(*[hammer(counter, 10) for _ in range(5)])
    return counter.value


async def queue_up():
    lock = asyncio.Lock()
    order = []

    async def visitor(i):
        async with lock:
            order.append(i)
            await asyncio.sleep(0.01)

    tasks = [asyncio.create_task(visitor(i)) for i in range(4)]
    await asyncio.sleep(0)
    print("locked?", lock.locked())
    tasks[2].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    print("order", order, "locked?", lock.locked())
    await lock.acquire()
    print("by hand", lock.locked())
    lock.release()
    try:
        lock.release()
    except RuntimeError as e:
        print("RuntimeError:", e)


async def main():
    print("without lock:", await race(False))
    print("with lock:", await race(True))
    await queue_up()

asyncio.run(main())
