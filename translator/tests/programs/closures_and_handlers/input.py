import asyncio


def make_counter(step=1):
    count = 0

    async def increment(times=1):
        nonlocal count
        for _ in range(times):
            await asyncio.sleep(0)
            count += step
        return count

    def peek():
        return count

    return increment, peek


def compose(*funcs):
    async def composed(value):
        for f in funcs:
            value = f(value)
            if asyncio.iscoroutine(value):
                value = await value
        return value
    return composed


async def double(x):
    await asyncio.sleep(0)
    return x * 2


async def apply_all(funcs, *args, **kwargs):
    return [await f(*args, **kwargs) for f in funcs]


async def main():
    by_one, peek_one = make_counter()
    by_ten, peek_ten = make_counter(step=10)
    await asyncio.gather(by_one(3), by_ten(2), by_one(times=2))
    print(peek_one(), peek_ten())

    pipeline = compose(str.strip, len, double, lambda n: n + 1)
    print(await pipeline("  four  "), await compose()("same"))

    powers = [lambda x, p=p: double(x ** p) for p in range(4)]
    print(await apply_all(powers, 3))
    late = [lambda x: double(x ** q) for q in range(4)]
    print(await apply_all(late, 3))

    handlers = {"up": by_one, "jump": by_ten}
    for word in "up jump up fly".split():
        handler = handlers.get(word)
        print(word, await handler() if handler else "?")
    print(await apply_all([by_one, by_ten], times=2))


asyncio.run(main())
