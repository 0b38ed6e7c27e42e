import asyncio
import functools
from functools import partial, wraps


def retry(func=None, *, times=3, exceptions=(Exception,)):
    if func is None:
        return partial(retry, times=times, exceptions=exceptions)

    @wraps(func)
    async def wrapper(*args, **kwargs):
        last = None
        for attempt in range(times):
            try:
                return await func(*args, **kwargs)
            except exceptions as e:
                last = e
                print(func.__name__, "attempt", attempt + 1, "failed:", e)
                await asyncio.sleep(0)
        raise last
    return wrapper


calls = {"a": 0, "b": 0}


@retry
async def flaky(name):
    calls["a"] += 1
    if calls["a"] < 3:
        raise ValueError(f"{name} not yet")
    return f"{name} ok"


@retry(times=2, exceptions=(KeyError,))
async def other(x, y=2):
    calls["b"] += 1
    raise KeyError(x + y)


async def main():
    print(await flaky("job"))
    try:
        await other(1, y=5)
    except KeyError as e:
        print("gave up", e, calls)
    print(flaky.__name__, other.__name__)


asyncio.run(main())


def log(func=None, *, prefix="log"):
    if func is None:
        return lambda f: log(f, prefix=prefix)

    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        print(prefix, func.__name__, args)
        return func(*args, **kwargs)
    return wrapper


@log
def add(a, b):
    return a + b


@log(prefix=">>")
def mul(a, b):
    return a * b


print(add(1, 2), mul(3, 4), mul.__name__)
