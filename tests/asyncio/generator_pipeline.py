import asyncio


async def source(n):
    for i in range(n):
        await asyncio.sleep(0.02)
        yield i


async def through(gen, function):
    async for item in gen:
        yield function(item)


async def batches(gen, size):
    batch = []
    try:
        async for item in gen:
            batch.append(item)
            if len(batch) == size:
                yield batch
                batch = []
    finally:
        print("left in the batch", batch)
    if batch:
        yield batch


async def merge(*gens):
    queue = asyncio.Queue()

    async def drain(gen):
        async for item in gen:
            await queue.put(item)
        await queue.put(None)

    tasks = [asyncio.create_task(drain(gen)) for gen in gens]
    try:
        left = len(tasks)
        while left:
            item = await queue.get()
            if item is None:
                left -= 1
            else:
                yield item
    finally:
        for task in tasks:
            task.cancel()
        print(await asyncio.gather(*tasks, return_exceptions=True))


async def listen(queue):
    while True:
        item = await queue.get()
        if item is None:
            return
        yield item


async def main():
    async for batch in batches(through(source(5), lambda i: i * 10), 2):
        print(batch)
    async for batch in batches(source(9), 3):
        print(batch)
        break
    await asyncio.sleep(0)
    print("broken off")
    async for item in merge(source(2), through(source(3), str)):
        print(repr(item))
    merged = merge(source(50), through(source(60), str))
    async for item in merged:
        if item == 1:
            break
    await merged.aclose()
    queue = asyncio.Queue()
    for item in (1, 2, None, 3):
        queue.put_nowait(item)
    print([item async for item in listen(queue)], queue.qsize())
    first, second = source(3), source(3)
    pairs = []
    try:
        while True:
            pairs.append(await asyncio.gather(anext(first), anext(second)))
    except StopAsyncIteration:
        print(pairs)


asyncio.run(main())
