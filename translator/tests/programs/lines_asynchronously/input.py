import asyncio

async def counter(n):
    try:
        for i in range(n):
            got = yield i
            if got:
                print("got", got)
            await asyncio.sleep(0)
    except ValueError as e:
        print("thrown in", e)
        yield -1
    finally:
        print("cleanup", n)

class Reader:
    def __init__(self, lines):
        self.lines = iter(lines)
    def __aiter__(self):
        return self
    async def __anext__(self):
        try:
            line = next(self.lines)
        except StopIteration:
            raise StopAsyncIteration
        await asyncio.sleep(0)
        return line

async def mapped(f, src):
    async for x in src:
        yield f(x)

async def both2(src):
    async for x in src:
        yield x

async def both(src):
    async for x in src:
        yield x, x

async def take(n, src):
    i = 0
    async for x in src:
        if i >= n:
            return
        i += 1
        yield x

async def main():
    c = counter(3)
    print(await c.asend(None), await c.asend("hello"), await anext(c))
    try:
        await anext(c)
    except StopAsyncIteration:
        print("done")
    print(await anext(c, "default"))
    c = counter(5)
    print(await c.__anext__())
    print(await c.athrow(ValueError("stop it")))
    await c.aclose()
    c2 = counter(9)
    async for x in c2:
        if x == 1:
            break
    await c2.aclose()
    r = Reader(["a", "b", "c"])
    print(await anext(r), [x async for x in r], await anext(r, None))
    print([x async for x in take(2, mapped(lambda q: q.upper(), Reader("xyz")))])
    g = (x * 2 async for x in counter(3) if x != 1)
    print([x async for x in g])
    it = aiter(Reader("pq"))
    print(await anext(it), await anext(it))
    total = 0
    async for a in both2(counter(4)):
        total += a * a
    print(total)
    d = {k: v async for k, v in both(Reader("ab"))}
    print(d)

asyncio.run(main())
