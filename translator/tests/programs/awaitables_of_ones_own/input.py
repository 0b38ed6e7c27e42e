import asyncio

class Bare:
    def __init__(self, n):
        self.n = n
    def __await__(self):
        for _ in range(self.n):
            yield
        return self.n

class Wrapped:
    def __init__(self, v):
        self.v = v
    async def _run(self):
        await asyncio.sleep(0.01)
        return self.v * 2
    def __await__(self):
        return self._run().__await__()

class Cond:
    def __init__(self, fut):
        self.fut = fut
    def __await__(self):
        r = yield from self.fut.__await__()
        return "cond " + r

class Both:
    def __init__(self, a, b):
        self.a = a
        self.b = b
    def __await__(self):
        x = yield from self.a.__await__()
        y = yield from self.b.__await__()
        return x + y

async def tick(n):
    for i in range(n):
        print("tick", i)
        await asyncio.sleep(0)

async def main():
    t = asyncio.create_task(tick(3))
    print(await Bare(2))
    await t
    print(await Wrapped(21))
    print(await Both(Bare(1), Wrapped(4)))
    loop = asyncio.get_running_loop()
    fut = loop.create_future()
    loop.call_later(0.01, fut.set_result, "ready")
    print(await Cond(fut))
    print(await asyncio.gather(Bare(1), Wrapped(1), Both(Bare(2), Bare(3))))
    print(await asyncio.wait_for(Wrapped(5), 1))
    try:
        await asyncio.wait_for(Wrapped(5), 0.001)
    except asyncio.TimeoutError:
        print("timeout")

asyncio.run(main())
