import asyncio
import random


class Philosopher:
    def __init__(self, name, left, right, meals=2):
        self.name, self.left, self.right = name, left, right
        self.meals = meals
        self.eaten = 0

    async def dine(self, rng, log):
        while self.eaten < self.meals:
            await asyncio.sleep(rng.uniform(0, 0.001))
            a, b = (self.left, self.right) if self.name != "E" else (self.right, self.left)
            async with a:
                async with b:
                    self.eaten += 1
                    log.append((self.name, self.eaten))


class TokenBucket:
    def __init__(self, rate, capacity):
        self.rate = rate
        self.tokens = self.capacity = capacity

    async def take(self, n=1):
        while self.tokens < n:
            await asyncio.sleep(1 / self.rate)
            self.tokens = min(self.capacity, self.tokens + 1)
        self.tokens -= n
        return self.tokens


async def worker(name, jobs, results, *, limit: asyncio.Semaphore):
    while not jobs.empty():
        job = await jobs.get()
        async with limit:
            if job % 5 == 0:
                results[job] = ValueError(f"bad job {job}")
            else:
                results[job] = job ** 2
            await asyncio.sleep(0)
        jobs.task_done()


async def ticker(n):
    try:
        for i in range(n):
            yield i
            await asyncio.sleep(0)
    finally:
        print("ticker closed")


async def main():
    rng = random.Random(7)
    forks = [asyncio.Lock() for _ in range(5)]
    log = []
    people = [Philosopher(n, forks[i], forks[(i + 1) % 5]) for i, n in enumerate("ABCDE")]
    await asyncio.gather(*(p.dine(rng, log) for p in people))
    print(sorted(log))
    bucket = TokenBucket(1000, 3)
    print([await bucket.take() for _ in range(5)])
    jobs = asyncio.Queue()
    for i in range(12):
        jobs.put_nowait(i)
    results = {}
    limit = asyncio.Semaphore(2)
    ws = [asyncio.create_task(worker(f"w{i}", jobs, results, limit=limit)) for i in range(3)]
    await jobs.join()
    await asyncio.gather(*ws)
    for job in sorted(results):
        r = results[job]
        print(job, "failed: " + str(r) if isinstance(r, Exception) else r, end="; ")
    print()
    async for t in ticker(10):
        if t == 2:
            break
    print([x async for x in ticker(3)])
    done, pending = await asyncio.wait({asyncio.create_task(asyncio.sleep(d, d)) for d in (0.01, 0.5)}, timeout=0.1)
    print(len(done), len(pending), done.pop().result())
    for p in pending:
        p.cancel()
    ev = asyncio.Event()
    asyncio.get_running_loop().call_later(0.01, ev.set)
    await ev.wait()
    print(ev.is_set(), random.Random(1).sample(range(100), 5))

asyncio.run(main())
