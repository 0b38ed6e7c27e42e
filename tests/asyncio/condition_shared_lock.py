import asyncio


class Buffer:
    def __init__(self, most):
        self.lock = asyncio.Lock()
        self.not_empty = asyncio.Condition(self.lock)
        self.not_full = asyncio.Condition(self.lock)
        self.items = []
        self.most = most

    async def put(self, item):
        async with self.not_full:
            await self.not_full.wait_for(lambda: len(self.items) < self.most)
            self.items.append(item)
            self.not_empty.notify()

    async def get(self):
        async with self.not_empty:
            await self.not_empty.wait_for(lambda: self.items)
            item = self.items.pop(0)
            self.not_full.notify()
            return item


async def main():
    buffer = Buffer(2)

    async def producer(name, n):
        for i in range(n):
            await buffer.put((name, i))
            print(name, "put", i, len(buffer.items))
        print(name, "ends")

    async def consumer(name, n):
        for _ in range(n):
            item = await buffer.get()
            print(name, "got", *item)
            await asyncio.sleep(0)
        print(name, "ends")

    await asyncio.gather(producer("a", 4), producer("b", 3), consumer("x", 2), consumer("y", 5))
    print(buffer.items, buffer.lock.locked(), buffer.not_full.locked())
    async with buffer.lock:
        print(buffer.not_empty.locked(), buffer.not_full.locked())
        buffer.not_empty.notify_all()
        getter = asyncio.create_task(buffer.get())
        await asyncio.sleep(0)
        print("getter", getter.done())
    try:
        await asyncio.wait_for(getter, 0.02)
    except TimeoutError:
        print("nothing to get", buffer.lock.locked())
    getter = asyncio.create_task(buffer.get())
    putters = [asyncio.create_task(buffer.put(("n", n))) for n in range(4)]
    print(await getter, [putter.done() for putter in putters])
    await asyncio.sleep(0)
    putters[3].cancel()
    results = await asyncio.gather(*putters, return_exceptions=True)
    print(*map(repr, results), buffer.items)


asyncio.run(main())
