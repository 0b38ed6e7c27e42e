import asyncio


async def countdown(n):
    print("start")
    try:
        while n > 0:
            yield n
            n -= 1
            await asyncio.sleep(0.01)
    finally:
        print("countdown closed at", n)


async def chunks(source, size):
    buf = []
    async for x in source:
        buf.append(x)
        if len(buf) == size:
            yield buf
            buf = []
    if buf:
        yield buf


async def take(n, source):
    i = 0
    async for x in source:
        if i >= n:
            return
        i += 1
        yield x


async def naturals():
    i = 0
    while True:
        yield i
        i += 1


async def main():
    async for n in countdown(3):
        print(n)
    async for c in chunks(countdown(5), 2):
        print(c)

    gen = countdown(10)
    print(await gen.__anext__(), await anext(gen))
    await gen.aclose()
    print(await anext(gen, "empty"))

    evens = [x async for x in take(20, naturals()) if x % 2 == 0]
    print(evens)
    print({x: x ** 2 async for x in take(4, naturals())})
    print(sorted({x // 3 async for x in take(9, naturals())}))
    squares = (x * x async for x in take(5, naturals()))
    print([s async for s in squares])

    async for x in naturals():
        if x == 2:
            continue
        if x > 3:
            break
        print("x", x)
    else:
        print("never")
    async for x in take(1, naturals()):
        pass
    else:
        print("loop ended by itself with", x)


asyncio.run(main())
