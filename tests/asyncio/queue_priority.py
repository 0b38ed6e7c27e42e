import asyncio


async def main():
    queue = asyncio.PriorityQueue()
    for n, name in enumerate(("low", "high", "middle", "low", "high", "middle", "low")):
        queue.put_nowait(({"high": 0, "middle": 1, "low": 2}[name], n, name))
    while not queue.empty():
        print(*queue.get_nowait())
    print("-- pairs")
    for pair in ((2, "b"), (1, "z"), (2, "a"), (1, "y"), (0, "x"), (2, "b")):
        await queue.put(pair)
    print(*[await queue.get() for _ in range(6)])
    print("-- equal ones keep the order of the heap")

    class Job:
        def __init__(self, priority, name):
            self.priority, self.name = priority, name

        def __lt__(self, other):
            return self.priority < other.priority

    for n in range(12):
        queue.put_nowait(Job(n % 3, n))
    print(*[queue.get_nowait().name for _ in range(5)])
    for n in range(12, 16):
        queue.put_nowait(Job(1, n))
    print(*[queue.get_nowait().name for _ in range(11)], queue.empty())
    print("-- bounded, with those who wait")
    queue = asyncio.PriorityQueue(2)

    async def puts(*items):
        for item in items:
            await queue.put(item)
            print("put", item, queue.qsize())

    async def gets(name, n):
        for _ in range(n):
            print(name, "got", await queue.get())
            await asyncio.sleep(0)

    tasks = [asyncio.create_task(puts(9, 3, 7)), asyncio.create_task(puts(1, 8))]
    await asyncio.sleep(0)
    tasks += [asyncio.create_task(gets(name, 2)) for name in "xy"]
    await asyncio.gather(*tasks)
    print(queue.get_nowait(), queue.qsize())
    tasks = [asyncio.create_task(gets(name, 1)) for name in "pq"]
    await asyncio.sleep(0)
    queue.put_nowait(5)
    queue.put_nowait(4)
    await asyncio.gather(*tasks)


asyncio.run(main())
