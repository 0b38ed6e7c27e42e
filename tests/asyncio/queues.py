import asyncio


async def main():
    queue = asyncio.Queue(2)

    async def producer():
        for n in range(5):
            await queue.put(n)
            print("put", n, queue.qsize())

    async def consumer(name):
        while True:
            n = await queue.get()
            print(name, "got", n)
            await asyncio.sleep(0)
            queue.task_done()

    produces = asyncio.create_task(producer())
    consumers = [asyncio.create_task(consumer(name)) for name in "xy"]
    await produces
    await queue.join()
    print("joined", queue.empty(), queue.full())
    for task in consumers:
        task.cancel()
    for r in await asyncio.gather(*consumers, return_exceptions=True):
        print(repr(r))
    try:
        queue.get_nowait()
    except asyncio.QueueEmpty as e:
        print(repr(e))
    queue.put_nowait(1)
    queue.put_nowait(2)
    try:
        queue.put_nowait(3)
    except asyncio.QueueFull as e:
        print(repr(e))
    putter = asyncio.create_task(queue.put(3))
    other = asyncio.create_task(queue.put(4))
    await asyncio.sleep(0)
    print(queue.get_nowait())
    putter.cancel()
    await asyncio.gather(putter, other, return_exceptions=True)
    print(queue.get_nowait(), queue.get_nowait(), queue.qsize())
    priority = asyncio.PriorityQueue()
    for item in (3, 1, 2, 1):
        priority.put_nowait(item)
    print([priority.get_nowait() for _ in range(4)])
    last = asyncio.LifoQueue()
    for item in (3, 1, 2):
        last.put_nowait(item)
    print([last.get_nowait() for _ in range(3)])
    try:
        for _ in range(4):
            last.task_done()
    except ValueError as e:
        print(e)


asyncio.run(main())
