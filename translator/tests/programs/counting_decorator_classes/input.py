import asyncio
import functools


class CountCalls:
    def __init__(self, func):
        functools.update_wrapper(self, func)
        self.func = func
        self.num_calls = 0

    def __call__(self, *args, **kwargs):
        self.num_calls += 1
        print(f"Call {self.num_calls} of {self.func.__name__}")
        return self.func(*args, **kwargs)


@CountCalls
def say():
    print("Whee!")


@CountCalls
def add(a, b=10):
    return a + b

say()
say()
print(add(1), add(2, b=3), add.num_calls, say.num_calls)
print(say.__name__, add.__name__)


class Timer:
    def __init__(self, fn):
        functools.update_wrapper(self, fn)
        self.fn = fn

    async def __call__(self, *args, **kwargs):
        result = await self.fn(*args, **kwargs)
        print("timed", self.fn.__name__)
        return result


@Timer
async def job(n):
    await asyncio.sleep(0)
    return n + 1


async def main():
    print(await job(1), job.__name__)
    print(await asyncio.gather(job(2), job(3)))


asyncio.run(main())
