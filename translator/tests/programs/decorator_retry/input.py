import asyncio
import functools


class Flaky(Exception):
    pass


def retry(times, exceptions=(Flaky,), delay=0.001):
    def decorator(func):
        @functools.wraps(func)
        async def wrapper(*args):
            for attempt in range(1, times + 1):
                try:
                    return await func(*args)
                except exceptions as e:
                    print(f"{func.__name__}{args} attempt {attempt}/{times}: {type(e).__name__} {e}")
                    if attempt == times:
                        raise
                    await asyncio.sleep(delay * attempt)
        return wrapper
    return decorator


attempts = {}


@retry(3)
async def fetch(url, fail_until):
    attempts[url] = attempts.get(url, 0) + 1
    if attempts[url] < fail_until:
        raise Flaky(f"{url} down")
    return f"{url} ok after {attempts[url]}"


@retry(times=2, exceptions=(ValueError, KeyError))
async def parse(text):
    if text == "missing":
        raise KeyError(text)
    return int(text)


async def main():
    print(await fetch("a", 1))
    print(await fetch("b", 3))
    try:
        await fetch("c", 9)
    except Flaky as e:
        print("gave up:", e)
    print(await parse("42"))
    for text in ("x", "missing"):
        try:
            await parse(text)
        except (ValueError, KeyError) as e:
            print("parse:", e)
    print(attempts, fetch.__name__, parse.__name__)


asyncio.run(main())
