import asyncio


async def fails(n, exc):
    for i in range(n):
        yield i
    raise exc


async def tell(what, awaitable):
    try:
        print(what, await awaitable)
    except BaseException as exc:
        print(what, repr(exc), repr(exc.__cause__), repr(exc.__context__))


async def collect(gen):
    seen = []
    try:
        async for i in gen:
            seen.append(i)
    except ValueError as exc:
        print("collected", seen, repr(exc))
    return seen


class Range:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n == 0:
            raise StopAsyncIteration
        self.n -= 1
        await asyncio.sleep(0)
        return self.n


async def main():
    print(await collect(fails(2, ValueError("v"))))
    for exc in (StopIteration(1), StopAsyncIteration("s"), KeyError("k"), asyncio.CancelledError("c")):
        gen = fails(1, exc)
        await tell("first", anext(gen))
        await tell("second", anext(gen))
        await tell("third", anext(gen))
        await tell("close", gen.aclose())
    gen = fails(1, ValueError())
    await tell("first", anext(gen))
    await tell("stop", gen.athrow(StopAsyncIteration("thrown")))
    async for i in Range(2):
        print("range", i)
    tasks = [asyncio.create_task(collect(fails(n, ValueError(n)))) for n in range(3)]
    print(await asyncio.gather(*tasks))


asyncio.run(main())
