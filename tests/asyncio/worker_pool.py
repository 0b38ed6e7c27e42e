import asyncio


class Pool:
    def __init__(self, size):
        self.jobs = asyncio.Queue()
        self.workers = [asyncio.create_task(self.work(n), name=f"worker-{n}") for n in range(size)]
        self.done = [0] * size

    async def work(self, n):
        name = asyncio.current_task().get_name()
        try:
            while True:
                job, future = await self.jobs.get()
                if future.cancelled():
                    print(name, "skips", job)
                    continue
                print(name, "takes", job)
                try:
                    result = await self.compute(job)
                    if not future.done():
                        future.set_result(result)
                except ZeroDivisionError as e:
                    future.set_exception(e)
                self.done[n] += 1
        finally:
            print(name, "ends after", self.done[n])

    async def compute(self, job):
        for _ in range(job % 4):
            await asyncio.sleep(0)
        if job == 0:
            raise ZeroDivisionError("job 0")
        return 100 // job

    def submit(self, job):
        future = asyncio.get_running_loop().create_future()
        self.jobs.put_nowait((job, future))
        return future

    async def close(self):
        for worker in self.workers:
            worker.cancel()
        await asyncio.gather(*self.workers, return_exceptions=True)


async def main():
    pool = Pool(3)
    futures = [pool.submit(job) for job in (5, 3, 0, 2, 7, 1, 4, 9)]
    futures[4].cancel()
    futures[6].add_done_callback(lambda future: print("callback", future.result()))
    results = await asyncio.gather(*futures, return_exceptions=True)
    print(*map(repr, results))
    print(await pool.submit(10), pool.jobs.qsize())
    running = pool.submit(3)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    running.cancel()
    print(await asyncio.gather(pool.submit(6), pool.submit(8)))
    await pool.close()
    print(pool.done, [worker.cancelled() for worker in pool.workers])


asyncio.run(main())
