import asyncio


async def square(n):
    print("square", n, "begins")
    await asyncio.sleep(0)
    print("square", n, "ends")
    return n * n


async def total(coros):
    result = 0
    while coros:
        result += await coros.pop()
    return result


async def twice(coro):
    first = await coro
    try:
        await coro
    except RuntimeError as e:
        print(repr(e))
    return first


async def choose(which, one, other):
    chosen, left = (one, other) if which else (other, one)
    left.close()
    return await chosen


async def main():
    coros = [square(n) for n in range(4)]
    print("made", len(coros))
    last = coros.pop()
    print("total", await total(coros), coros)
    print("last", await last)
    print("twice", await twice(square(5)))
    print("chosen", await choose(True, square(6), square(7)), await choose(False, square(8), square(9)))
    closed = square(10)
    closed.close()
    try:
        await closed
    except RuntimeError as e:
        print(repr(e))
    # A task of one that was begun by hand goes on where it stands.
    begun = square(11)
    print(begun.send(None))
    task = asyncio.create_task(begun)
    print("task", await task)
    ended = square(12)
    await ended
    task = asyncio.create_task(ended)
    await asyncio.wait([task])
    print(repr(task.exception()))
    pipeline = square(2)
    for n in range(2):
        pipeline = twice(pipeline)
    print(await pipeline)


asyncio.run(main())
