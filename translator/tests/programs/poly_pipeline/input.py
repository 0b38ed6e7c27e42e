import asyncio


def take(iterable, n):
    for index, item in enumerate(iterable):
        if index >= n:
            return
        yield item


def window(items, size):
    recent = []
    for item in items:
        recent.append(item)
        if len(recent) > size:
            recent.pop(0)
        if len(recent) == size:
            yield tuple(recent)


def interleave(one, other):
    for a, b in zip(one, other):
        yield a
        yield b


def accumulate(items, start):
    total = start
    for item in items:
        total = total + item
        yield total


def flatten(nested):
    for inner in nested:
        yield from inner


def transform(items, *steps):
    result = list(items)
    for step in steps:
        result = [step(item) for item in result]
    return result


async def stream(items, delay=0):
    for item in items:
        await asyncio.sleep(delay)
        yield item


async def collect(source):
    return [item async for item in source]


async def produce(queue, items):
    for item in items:
        await queue.put(item)
    await queue.put(None)


async def consume(queue):
    received = []
    while (item := await queue.get()) is not None:
        received.append(item)
    return received


async def transport(items):
    queue = asyncio.Queue(2)
    _, received = await asyncio.gather(produce(queue, items), consume(queue))
    return received


def naturals():
    n = 0
    while True:
        yield n
        n += 1


async def main():
    print(list(take(naturals(), 3)), list(take("hello", 2)), sum(take([5, 6, 7], 2)))
    print(list(window([1, 2, 3, 4], 2)), list(window("abcd", 3)))
    print(list(interleave([1, 2], [3, 4])), "".join(interleave("ac", "bd")))
    print(list(accumulate([1, 2, 3], 0)), list(accumulate(["a", "b"], "")), list(accumulate([0.5, 0.25], 0.0)))
    print(list(flatten([[1], [2, 3]])), list(flatten(["ab", "c"])))
    print(transform([1, 2], lambda n: n * 2, lambda n: n + 1), transform(["a"], lambda s: s.upper(), lambda s: s + "!"))
    print(await collect(stream([1, 2, 3])), await collect(stream("xyz")))
    doubled = [n * 2 async for n in stream(range(3))]
    letters = [c.upper() async for c in stream("ab")]
    print(doubled, letters)
    print(await transport([1, 2, 3]), await transport(["x", "y"]))


asyncio.run(main())
