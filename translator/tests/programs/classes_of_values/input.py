import asyncio
from collections import Counter, defaultdict, deque
from datetime import date, timedelta


async def give(value):
    return value


def numbers():
    yield 1


async def letters():
    yield "a"


def kind_of(value):
    return f"{value!r} is {type(value)}"


async def main():
    coroutine = give(1)
    print(type(coroutine), type(coroutine).__name__)
    print(await coroutine)
    task = asyncio.create_task(give("x"))
    future = asyncio.get_running_loop().create_future()
    future.set_result(1)
    print(type(task), type(future), await task)
    queue = asyncio.Queue()
    await queue.put(3)
    print(type(queue), type(asyncio.Lock()), type(asyncio.Event()))
    print(type(numbers()), type(letters()), type(give), type(numbers))
    gathered = asyncio.gather(give(1), give(2))
    print(type(gathered), type(await gathered))


for value in [1, 2.5, "text", True, None, b"bytes"]:
    print(value, type(value))
print(type([1]), type({}), type({1}), type(frozenset()), type((1, "a")), type(range(3)))
totals = defaultdict(int)
totals["a"] += 1
print(type(deque([1])), type(Counter("aab")), type(totals))
print(type(date(2024, 1, 2)), type(timedelta(days=1)))
print(kind_of(3), "and", kind_of("three"))
print("the type is " + str(type(2 ** 70)))
asyncio.run(main())
