import asyncio
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass


def blocking_io(n):
    time.sleep(0.01)
    return n * n


@dataclass
class Stats:
    ok: int = 0
    bad: int = 0

    def __iadd__(self, other):
        self.ok += other.ok
        self.bad += other.bad
        return self


class RateLimiter:
    def __init__(self, rate: float, per: float):
        self.rate, self.per = rate, per
        self.allowance = rate
        self.last = None

    async def wait(self):
        loop = asyncio.get_event_loop()
        now = loop.time()
        if self.last is not None:
            self.allowance = min(self.rate, self.allowance + (now - self.last) * self.rate / self.per)
        self.last = now
        if self.allowance < 1:
            await asyncio.sleep((1 - self.allowance) * self.per / self.rate)
            self.allowance = 0
            self.last = loop.time()
        else:
            self.allowance -= 1


class Crawler:
    def __init__(self, pages, workers=2):
        self.pages = pages
        self.seen = set()
        self.queue = asyncio.Queue()
        self.workers = workers
        self.depths = {}

    async def fetch(self, url):
        await asyncio.sleep(0.001)
        if url not in self.pages:
            raise KeyError(url)
        return self.pages[url]

    async def work(self):
        while True:
            url, depth = await self.queue.get()
            try:
                links = await self.fetch(url)
                self.depths[url] = depth
                for link in links:
                    if link not in self.seen and depth < 3:
                        self.seen.add(link)
                        self.queue.put_nowait((link, depth + 1))
            except KeyError as e:
                self.depths[url] = f"missing {e}"
            finally:
                self.queue.task_done()

    async def crawl(self, root):
        self.seen.add(root)
        await self.queue.put((root, 0))
        tasks = [asyncio.create_task(self.work()) for _ in range(self.workers)]
        await self.queue.join()
        for t in tasks:
            t.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return self.depths


async def main():
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(max_workers=3) as pool:
        futures = [loop.run_in_executor(pool, blocking_io, n) for n in range(4)]
        print(await asyncio.gather(*futures))
    print(await asyncio.to_thread(blocking_io, 7), await loop.run_in_executor(None, lambda: "default"), await asyncio.to_thread(lambda: sum(range(10))))
    total = Stats()
    for s in (Stats(1, 0), Stats(2, 3)):
        total += s
    print(total)
    rl = RateLimiter(2, 0.02)
    t = time.monotonic()
    for _ in range(4):
        await rl.wait()
    print(time.monotonic() - t >= 0.015)
    site = {"/": ["/a", "/b"], "/a": ["/c", "/"], "/b": ["/x"], "/c": ["/a"]}
    depths = await Crawler(site).crawl("/")
    for url in sorted(depths):
        print(url, depths[url])
    fut = loop.create_future()
    loop.call_soon(fut.set_result, 42)
    print(await fut, fut.done(), fut.result())
    cond = asyncio.Condition()
    ready = []

    async def waiter(n):
        async with cond:
            await cond.wait_for(lambda: len(ready) >= n)
            return n

    ws = [asyncio.create_task(waiter(n)) for n in (1, 2)]
    for i in range(2):
        await asyncio.sleep(0)
        async with cond:
            ready.append(i)
            cond.notify_all()
    print(await asyncio.gather(*ws))
    barrier = asyncio.Barrier(3)

    async def runner(n):
        await asyncio.sleep(0.001 * n)
        pos = await barrier.wait()
        return n, pos

    print(sorted(await asyncio.gather(*(runner(n) for n in range(3)))))
    shielded = asyncio.create_task(asyncio.sleep(0.01, "kept"))
    try:
        await asyncio.wait_for(asyncio.shield(shielded), 0.001)
    except asyncio.TimeoutError:
        print("shield timeout", shielded.cancelled())
    print(await shielded)
    results = []
    for f in asyncio.as_completed([asyncio.sleep(d, d) for d in (0.03, 0.01, 0.02)]):
        results.append(await f)
    print(results, asyncio.current_task().get_name())

asyncio.run(main(), debug=False)
