import asyncio
from functools import wraps


def async_cached(maxsize=3):
    def deco(fn):
        cache = {}
        pending = {}

        @wraps(fn)
        async def inner(*args):
            if args in cache:
                inner.hits += 1
                cache[args] = cache.pop(args)  # move to the end
                return cache[args]
            if args in pending:
                inner.joined += 1
                return await pending[args]
            inner.misses += 1
            task = asyncio.ensure_future(fn(*args))
            pending[args] = task
            try:
                value = await task
            finally:
                del pending[args]
            cache[args] = value
            if len(cache) > maxsize:
                oldest = next(iter(cache))
                print("   evict", oldest)
                del cache[oldest]
            return value

        inner.hits = inner.misses = inner.joined = 0
        inner.keys = lambda: list(cache)
        return inner
    return deco


@async_cached()
async def load(table, key):
    print(f"   loading {table}/{key}")
    await asyncio.sleep(0.01)
    if key < 0:
        raise LookupError(key)
    return f"{table}{key}"


async def main():
    print(await load("user", 1))
    print(await load("user", 1))
    print(await asyncio.gather(*[load("item", k) for k in (7, 7, 8, 7)]))
    print(load.keys())
    await load("user", 1)
    await load("cart", 3)
    print(load.keys())
    for _ in range(2):
        try:
            await load("user", -5)
        except LookupError as e:
            print("LookupError", e)
    print(f"hits={load.hits} misses={load.misses} joined={load.joined}")


asyncio.run(main())
