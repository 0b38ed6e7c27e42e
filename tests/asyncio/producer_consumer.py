import asyncio


async def producer(name, queue, items):
    for item in items:
        await queue.put(item)
        print(name, "puts", item)
        await asyncio.sleep(0)
    print(name, "has no more")


async def consumer(name, queue, results):
    while True:
        item = await queue.get()
        if item is None:
            queue.put_nowait(None)
            print(name, "sees the end")
            return len(results)
        try:
            if item % 5 == 0:
                raise ValueError(item)
            for _ in range(item % 3):
                await asyncio.sleep(0)
            results.append((name, item * item))
            print(name, "has", item)
        except ValueError as e:
            print(name, "refuses", e)
        finally:
            queue.task_done()


async def main():
    queue = asyncio.Queue(3)
    results = []
    consumers = [asyncio.create_task(consumer(name, queue, results)) for name in ("x", "y", "z")]
    producers = (producer("a", queue, range(1, 8)), producer("b", queue, range(10, 16)))
    await asyncio.gather(*producers)
    print("all are put", queue.qsize())
    await queue.join()
    print("all are done with", len(results))
    await queue.put(None)
    print(*await asyncio.gather(*consumers))
    print(sum(value for _, value in results), queue.qsize())
    for name in "xyz":
        print(name, [value for who, value in results if who == name])


asyncio.run(main())
