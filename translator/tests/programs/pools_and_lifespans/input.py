import asyncio
from contextlib import asynccontextmanager, suppress


class ResourcePool:
    def __init__(self, factory, size):
        self._factory = factory
        self._size = size
        self._items = asyncio.LifoQueue()
        self.created = 0

    @asynccontextmanager
    async def get(self):
        if self._items.empty() and self.created < self._size:
            self.created += 1
            item = self._factory(self.created)
        else:
            item = await self._items.get()
        try:
            yield item
        except Exception as e:
            print("bad use of", item, "-", e)
            raise
        finally:
            self._items.put_nowait(item)


@asynccontextmanager
async def lifespan(name, log):
    log.append(f"start {name}")
    worker = asyncio.create_task(heartbeat(log))
    try:
        yield log
    finally:
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker
        log.append(f"stop {name}")


async def heartbeat(log):
    n = 0
    while True:
        n += 1
        log.append(n)
        await asyncio.sleep(1)


@asynccontextmanager
async def timed(limit):
    try:
        async with asyncio.timeout(limit) as t:
            yield t
    except TimeoutError:
        print("too slow")


async def job(pool, n):
    async with pool.get() as item:
        await asyncio.sleep(0)
        if n == 3:
            raise RuntimeError("job 3")
        return f"{n}/{item}"


async def main():
    pool = ResourcePool(lambda n: f"res{n}", 2)
    out = await asyncio.gather(*(job(pool, n) for n in range(5)), return_exceptions=True)
    print([str(o) for o in out], pool.created)
    log = []
    async with lifespan("app", log) as shared:
        await asyncio.sleep(0)
        print(shared is log, log)
    print(log)
    async with timed(0.001):
        await asyncio.sleep(3)
        print("not reached")
    async with timed(1) as t:
        print("fast", t.expired())
    try:
        async with lifespan("broken", log):
            raise KeyError("inside")
    except KeyError as e:
        print("got", e, log[-1])

    async def nested():
        async with lifespan("outer", log):
            async with lifespan("inner", log):
                return "returned"

    print(await nested(), log[-2:])
    sem = asyncio.Semaphore(2)
    order = []

    async def limited(i):
        async with sem:
            order.append(f"+{i}")
            await asyncio.sleep(0.03 * (3 - i))
            order.append(f"-{i}")

    await asyncio.gather(*map(limited, range(3)))
    print(order)


asyncio.run(main())
