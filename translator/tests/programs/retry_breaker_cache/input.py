import asyncio
import functools
import random
from collections import defaultdict, Counter, deque, OrderedDict


def retry(times=3, delay=0.01, exceptions=(Exception,)):
    def decorator(func):
        @functools.wraps(func)
        async def wrapper(*args, **kwargs):
            last = None
            for attempt in range(1, times + 1):
                try:
                    return await func(*args, **kwargs)
                except exceptions as e:
                    last = e
                    print(f"{func.__name__} attempt {attempt} failed: {e!r}")
                    await asyncio.sleep(delay * attempt)
            raise RuntimeError(f"{func.__name__} gave up") from last
        return wrapper
    return decorator


class CircuitBreaker:
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"

    def __init__(self, threshold=2, reset_after=0.05):
        self.threshold = threshold
        self.reset_after = reset_after
        self.failures = 0
        self.state = self.CLOSED
        self.opened_at = None

    async def call(self, func, *args):
        loop = asyncio.get_running_loop()
        if self.state == self.OPEN:
            if loop.time() - self.opened_at >= self.reset_after:
                self.state = self.HALF_OPEN
            else:
                raise ConnectionError("circuit open")
        try:
            result = await func(*args)
        except (ValueError, OSError):
            self.failures += 1
            if self.failures >= self.threshold:
                self.state = self.OPEN
                self.opened_at = loop.time()
            raise
        else:
            self.failures = 0
            self.state = self.CLOSED
            return result


calls = Counter()


@retry(times=3, exceptions=(ValueError, KeyError))
async def flaky(name, *, fail=1):
    calls[name] += 1
    if calls[name] <= fail:
        raise ValueError(f"{name} #{calls[name]}")
    return name.upper()


async def service(n):
    if n % 3:
        raise OSError(5, "io")
    return n * 10


class LRU:
    def __init__(self, size):
        self.size = size
        self.data = OrderedDict()

    def get(self, key, default=None):
        if key in self.data:
            self.data.move_to_end(key)
            return self.data[key]
        return default

    def put(self, key, value):
        self.data[key] = value
        self.data.move_to_end(key)
        if len(self.data) > self.size:
            old = self.data.popitem(last=False)
            print("evicted", old)


async def main():
    print(await asyncio.gather(flaky("a"), flaky("b", fail=2)))
    try:
        await flaky("c", fail=9)
    except RuntimeError as e:
        print(e, "<-", repr(e.__cause__))
    breaker = CircuitBreaker()
    for n in [1, 2, 3, 3]:
        try:
            print(await breaker.call(service, n))
        except ConnectionError as e:
            print("rejected:", e)
        except OSError as e:
            print("failed:", e, e.errno)
    await asyncio.sleep(0.06)
    print(await breaker.call(service, 3), breaker.state)
    cache = LRU(2)
    for k, v in zip("abca", range(4)):
        if cache.get(k) is None:
            cache.put(k, v)
    print(list(cache.data.items()))
    groups = defaultdict(list)
    rng = random.Random(42)
    for _ in range(8):
        n = rng.randint(1, 20)
        groups["even" if n % 2 == 0 else "odd"].append(n)
    for k in sorted(groups):
        print(k, groups[k], max(groups[k], default=None))
    window = deque(maxlen=3)
    for x in range(6):
        window.append(x)
    print(window, calls.most_common(2))


asyncio.run(main())
