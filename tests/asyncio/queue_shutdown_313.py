import asyncio


async def get(queue, name):
    try:
        while True:
            item = await queue.get()
            print(name, "got", item)
            queue.task_done()
    except asyncio.QueueShutDown as e:
        print(name, repr(e))


async def put(queue, items):
    try:
        for item in items:
            await queue.put(item)
            print("put", item)
    except asyncio.QueueShutDown as e:
        print("put", repr(e))


async def main():
    queue = asyncio.Queue(2)
    tasks = [asyncio.create_task(put(queue, range(5)))]
    await asyncio.sleep(0)
    print("full", queue.full())
    queue.shutdown()
    await asyncio.sleep(0)
    for call in (lambda: queue.put_nowait(9), queue.get_nowait, queue.get_nowait, queue.get_nowait):
        try:
            print(call())
        except (asyncio.QueueShutDown, asyncio.QueueFull, asyncio.QueueEmpty) as e:
            print(repr(e))
    await asyncio.gather(*tasks)
    queue = asyncio.Queue()
    tasks = [asyncio.create_task(get(queue, name)) for name in "ab"]
    for item in range(3):
        queue.put_nowait(item)
    await queue.join()
    queue.shutdown()
    await asyncio.gather(*tasks)
    queue = asyncio.Queue()
    for item in range(3):
        queue.put_nowait(item)
    joins = asyncio.create_task(queue.join())
    await asyncio.sleep(0)
    print(joins.done())
    queue.shutdown(immediate=True)
    await joins
    print(queue.empty(), joins.done())
    try:
        await queue.get()
    except asyncio.QueueShutDown as e:
        print(repr(e))
    try:
        queue.task_done()
    except ValueError as e:
        print(e)


asyncio.run(main())
