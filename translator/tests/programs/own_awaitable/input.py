import asyncio


class Ready:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return self.value
        yield  # makes this a generator


class Nap:
    """Goes once around the event loop `times` times."""

    def __init__(self, times):
        self.times = times

    def __await__(self):
        for i in range(self.times):
            yield
        return f"napped {self.times} times"


class Lazy:
    def __init__(self, func, *args):
        self.func = func
        self.args = args
        self.result = None
        self.calls = 0

    async def _compute(self):
        self.calls += 1
        await asyncio.sleep(0.01)
        self.result = self.func(*self.args)
        return self.result

    def __await__(self):
        if self.result is None:
            return self._compute().__await__()
        return Ready(self.result).__await__()


class Both:
    def __init__(self, a, b):
        self.a, self.b = a, b

    def __await__(self):
        x = yield from self.a.__await__()
        y = yield from self.b.__await__()
        return (x, y)


async def ticker(n):
    for i in range(n):
        print("tick", i)
        await asyncio.sleep(0)


async def main():
    print(await Ready("at once"))
    t = asyncio.create_task(ticker(3))
    print(await Nap(2))
    await t
    lazy = Lazy(pow, 2, 100)
    print(await lazy, await lazy, "calls:", lazy.calls)
    print(await Both(Ready(1), Both(Nap(1), lazy)))
    print(await asyncio.gather(Ready("g"), Nap(3)))
    try:
        await "not awaitable"
    except TypeError as e:
        print(e)


asyncio.run(main())
