import asyncio
from collections import deque


class RateLimiter:
    """At most `limit` entries in any `period` seconds."""

    def __init__(self, limit, period):
        self.limit = limit
        self.period = period
        self.calls = deque()
        self._lock = asyncio.Lock()

    async def __aenter__(self):
        async with self._lock:
            now = asyncio.get_running_loop().time()
            while self.calls and now - self.calls[0] >= self.period:
                self.calls.popleft()
            if len(self.calls) >= self.limit:
                await asyncio.sleep(self.period - (now - self.calls[0]))
                self.calls.popleft()
            self.calls.append(asyncio.get_running_loop().time())
        return self

    async def __aexit__(self, exc_type, exc_val, exc_tb):
        return None


async def send_mail(limiter, to, times):
    async with limiter:
        times.append(asyncio.get_running_loop().time())
        print("mail to", to)


async def main():
    limiter = RateLimiter(limit=2, period=0.08)
    times = []
    people = ["ann", "bob", "cid", "dan", "eve"]
    await asyncio.gather(*[send_mail(limiter, p, times) for p in people])
    steps = [round((t - times[0]) * 1000) // 80 for t in times]
    print("windows:", steps)
    print("in the last window:", len(limiter.calls))
    gaps = [b - a for a, b in zip(times, times[2:])]
    print("respected:", all(g > 0.079 for g in gaps))


loop = asyncio.new_event_loop()
loop.run_until_complete(main())
loop.close()
