import asyncio
import functools


class TemporaryError(Exception):
    pass


def retry(times=3, delay=0.01, factor=2, on=(TemporaryError,)):
    def decorator(func):
        @functools.wraps(func)
        async def wrapper(*args, **kwargs):
            wait = delay
            for attempt in range(1, times + 1):
                try:
                    return await func(*args, **kwargs)
                except on as e:
                    print(f"{func.__name__} attempt {attempt}/{times} failed: {e}")
                    if attempt == times:
                        raise
                    print(f"  waiting {wait * 1000:.0f} ms")
                    await asyncio.sleep(wait)
                    wait *= factor
        return wrapper
    return decorator


attempts = {}


@retry(times=4)
async def flaky(name, good_on):
    """Fails until the given attempt."""
    attempts[name] = attempts.get(name, 0) + 1
    await asyncio.sleep(0)
    if attempts[name] < good_on:
        raise TemporaryError(f"{name} is busy")
    return f"{name} ok"


@retry(times=2, on=(KeyError, IndexError))
async def pick(seq, *, index):
    return seq[index]


async def main():
    print(await flaky("alpha", 1))
    print(await flaky("beta", good_on=3))
    try:
        await flaky("gamma", 99)
    except TemporaryError as e:
        print("gave up:", e)
    print(attempts)
    print(await pick("xyz", index=1))
    try:
        await pick([], index=5)
    except IndexError as e:
        print("IndexError:", e)
    try:
        await pick(None, index=5)
    except TypeError as e:
        print("not retried:", e)
    print(flaky.__name__, "-", flaky.__doc__)


asyncio.run(main())
