# Keep at most N tasks running, start a new one whenever one ends.
import asyncio
import itertools


class Monitor:
    def __init__(self):
        self.now = 0
        self.most = 0

    def __enter__(self):
        self.now += 1
        self.most = max(self.most, self.now)
        return self

    def __exit__(self, *args):
        self.now -= 1
        return False


async def collatz(n, monitor):
    start, steps = n, 0
    with monitor:
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            steps += 1
            await asyncio.sleep(0)
        if start == 13:
            raise ValueError("unlucky number")
        return start, steps


async def limited(coros, limit):
    coros = iter(coros)
    running = {asyncio.ensure_future(c) for c in itertools.islice(coros, limit)}
    while running:
        done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        for coro in itertools.islice(coros, len(done)):
            running.add(asyncio.ensure_future(coro))
        for task in done:
            yield task


async def main():
    for limit in (1, 4, 100):
        monitor = Monitor()
        results, errors = {}, []
        async for task in limited((collatz(n, monitor) for n in range(1, 30)), limit):
            if task.exception():
                errors.append(str(task.exception()))
            else:
                n, steps = task.result()
                results[n] = steps
        top = sorted(results, key=lambda n: (-results[n], n))[:3]
        print(f"limit {limit}: at once {monitor.most}, results {len(results)}, errors {errors}")
        print("   longest:", [(n, results[n]) for n in top], "still running:", monitor.now)


asyncio.run(main())
