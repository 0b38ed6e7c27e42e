import asyncio
import collections


async def worker(name, queue, stats):
    while True:
        job = await queue.get()
        try:
            if job % 4 == 0:
                raise ValueError(f"{job} is divisible by four")
            await asyncio.sleep(0.01)
            stats["ok"] += 1
        except ValueError as err:
            stats["failed"] += 1
            print(f"{name} failed: {err}")
        finally:
            queue.task_done()


async def main():
    queue = asyncio.Queue()
    stats = collections.Counter()
    for job in range(1, 13):
        queue.put_nowait(job)
    print("jobs waiting:", queue.qsize())
    workers = [asyncio.create_task(worker(f"worker-{i}", queue, stats)) for i in range(4)]
    await queue.join()
    print("all jobs done:", dict(stats))

    await queue.put(99)
    await queue.join()
    print("one more:", stats["ok"], "ok")

    for w in workers:
        w.cancel()
    ended = await asyncio.gather(*workers, return_exceptions=True)
    print([type(e).__name__ for e in ended])
    try:
        queue.task_done()
    except ValueError as err:
        print("too often:", err)
    try:
        queue.get_nowait()
    except asyncio.QueueEmpty as e:
        print("QueueEmpty", repr(e))
    small = asyncio.Queue(1)
    small.put_nowait("x")
    try:
        small.put_nowait("y")
    except asyncio.QueueFull:
        print("QueueFull", small.maxsize)


asyncio.run(main())
