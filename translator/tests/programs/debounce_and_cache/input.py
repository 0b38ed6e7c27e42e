import asyncio
from collections import deque


class Scheduler:
    def __init__(self):
        self.loop = asyncio.get_event_loop()
        self.handles = {}
        self.fired = []

    def after(self, delay, name, callback, *args):
        self.handles[name] = self.loop.call_later(delay, self._fire, name, callback, args)

    def _fire(self, name, callback, args):
        self.fired.append(name)
        callback(*args)
        del self.handles[name]

    def cancel(self, name):
        handle = self.handles.pop(name, None)
        if handle is None:
            return False
        handle.cancel()
        return True


class Debouncer:
    def __init__(self, wait, func):
        self.wait = wait
        self.func = func
        self._handle = None

    def __call__(self, value):
        if self._handle is not None:
            self._handle.cancel()
        self._handle = asyncio.get_running_loop().call_later(self.wait, self.func, value)


class Cache:
    def __init__(self, loader, ttl):
        self.loader = loader
        self.ttl = ttl
        self.entries = {}
        self.locks = {}
        self.loads = 0

    async def get(self, key):
        lock = self.locks.setdefault(key, asyncio.Lock())
        async with lock:
            if key not in self.entries:
                self.loads += 1
                self.entries[key] = await self.loader(key)
                asyncio.get_running_loop().call_later(self.ttl, self.entries.pop, key, None)
            return self.entries[key]


async def load(key):
    await asyncio.sleep(0.001)
    return key * 2


async def main():
    s = Scheduler()
    s.after(0.08, "late", print, "late fires")
    s.after(0.001, "early", print, "early", "fires")
    s.after(0.002, "gone", print, "never")
    print(s.cancel("gone"), s.cancel("unknown"))
    seen = []
    debounced = Debouncer(0.2, lambda v: seen.append(v))
    for i in range(5):
        debounced(i)
        await asyncio.sleep(0.001)
    await asyncio.sleep(0.35)
    print(s.fired, seen, len(s.handles))
    cache = Cache(load, 0.1)
    print(await asyncio.gather(*(cache.get(k) for k in "abab")), cache.loads)
    await asyncio.sleep(0.2)
    print(sorted(cache.entries), await cache.get("a"), cache.loads)
    recent = deque(maxlen=3)
    ticks = 0

    async def ticker():
        nonlocal ticks
        while True:
            ticks += 1
            recent.append(ticks)
            await asyncio.sleep(0)

    task = asyncio.create_task(ticker())
    for _ in range(5):
        await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("ticker", list(recent), task.cancelled())


asyncio.run(main())
