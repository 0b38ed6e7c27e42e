import asyncio
import random


async def producer(queue, n, rng):
    for i in range(1, n + 1):
        item = rng.randint(1, 100)
        await queue.put((i, item))
        print(f"produced {i}/{n}: {item} (size {queue.qsize()}{', full' if queue.full() else ''})")
    # indicate the producer is done
    await queue.put(None)


async def consumer(queue):
    total = 0
    while True:
        entry = await queue.get()
        if entry is None:
            break
        index, item = entry
        print(f"   consumed {index}: {item}")
        total += item
        await asyncio.sleep(0.01)
    return total


loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
queue = asyncio.Queue(maxsize=2)
rng = random.Random(2024)
producer_coro = producer(queue, 6, rng)
consumer_coro = consumer(queue)
_, total = loop.run_until_complete(asyncio.gather(producer_coro, consumer_coro))
print("total", total)
print("empty", queue.empty())
loop.close()
