import asyncio
import time
from functools import wraps


class Timed:
    def __init__(self, label, log):
        self.label = label
        self.log = log
        self.count = 0

    def __call__(self, fn):
        @wraps(fn)
        def inner(*args, **kwargs):
            self.count += 1
            self.log.append((self.label, fn.__name__, self.count))
            return fn(*args, **kwargs)
        return inner


class Throttle:
    def __init__(self, n):
        self.sem = None
        self.n = n
        self.peak = 0
        self.active = 0

    def __call__(self, fn):
        @wraps(fn)
        async def inner(*args, **kwargs):
            if self.sem is None:
                self.sem = asyncio.Semaphore(self.n)
            async with self.sem:
                self.active += 1
                self.peak = max(self.peak, self.active)
                try:
                    return await fn(*args, **kwargs)
                finally:
                    self.active -= 1
        return inner


log = []
timed = Timed("t", log)
throttle = Throttle(2)


@timed
def add(a, b=1):
    return a + b


@timed
def greet(name, *, punct="!"):
    return "hi " + name + punct


@Timed("x", log)
def nothing():
    pass


@throttle
async def work(i):
    await asyncio.sleep(0.001)
    return i * i


@throttle
async def other(name, n=1):
    await asyncio.sleep(0.001)
    return name * n


class Service:
    @timed
    def run(self, job):
        return f"ran {job}"


async def main():
    print(add(1), add(1, b=5), greet("bo", punct="?"), nothing())
    print(Service().run("j"))
    print(await asyncio.gather(*[work(i) for i in range(5)]))
    print(await other("ab", n=2), throttle.peak, throttle.active)
    print(log, timed.count, add.__name__, work.__name__)


asyncio.run(main())
