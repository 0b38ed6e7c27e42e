import asyncio
import hashlib


class WorkerPool:
    def __init__(self, size):
        self.size = size
        self.queue = asyncio.Queue()
        self.workers = []

    async def start(self):
        for i in range(self.size):
            self.workers.append(asyncio.create_task(self._worker(), name=f"pool-{i}"))

    async def _worker(self):
        while True:
            future, func, args = await self.queue.get()
            if not future.cancelled():
                try:
                    future.set_result(await func(*args))
                except Exception as exc:
                    future.set_exception(exc)
            self.queue.task_done()

    def submit(self, func, *args):
        future = asyncio.get_running_loop().create_future()
        self.queue.put_nowait((future, func, args))
        return future

    async def map(self, func, items):
        return await asyncio.gather(*[self.submit(func, item) for item in items])

    async def stop(self):
        await self.queue.join()
        for w in self.workers:
            w.cancel()
        await asyncio.gather(*self.workers, return_exceptions=True)
        self.workers.clear()


async def digest(text):
    await asyncio.sleep(0.01)
    return hashlib.md5(text.encode()).hexdigest()[:8]


async def inverse(x):
    return 1 / x


async def main():
    pool = WorkerPool(3)
    await pool.start()
    words = ["spam", "eggs", "ham", "bacon", ""]
    for word, d in zip(words, await pool.map(digest, words)):
        print(f"{word!r:>8} {d}")
    ok, bad, gone = pool.submit(inverse, 8), pool.submit(inverse, 0), pool.submit(inverse, 1)
    gone.cancel()
    print(await ok)
    try:
        await bad
    except ZeroDivisionError as e:
        print("error came back:", e)
    await pool.stop()
    print(len(pool.workers), "workers,", pool.queue.qsize(), "jobs,", gone)


asyncio.run(main())
