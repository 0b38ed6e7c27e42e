import asyncio


async def consume(queue):
    while True:
        await queue.get()
        queue.task_done()


async def main():
    queue = asyncio.Queue(128)
    consumers = [asyncio.create_task(consume(queue)) for _ in range(2)]
    for item in range(1_000_000):
        await queue.put(item)
    await queue.join()
    for task in consumers:
        task.cancel()
    print(1_000_000)


asyncio.run(main())
