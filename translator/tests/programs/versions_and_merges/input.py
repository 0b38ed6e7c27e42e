import asyncio
import itertools
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field, asdict, replace
from functools import lru_cache, cached_property, total_ordering


@total_ordering
@dataclass(frozen=True)
class Version:
    major: int
    minor: int = 0
    patch: int = 0

    @classmethod
    def parse(cls, text):
        return cls(*map(int, text.split(".")))

    def __lt__(self, other):
        return (self.major, self.minor, self.patch) < (other.major, other.minor, other.patch)

    def __str__(self):
        return f"{self.major}.{self.minor}.{self.patch}"


@dataclass(order=True)
class Job:
    priority: int
    name: str = field(compare=False)
    tags: set = field(default_factory=set, compare=False, repr=False)


class Resource:
    opened = []

    def __init__(self, name):
        self.name = name

    async def __aenter__(self):
        await asyncio.sleep(0)
        Resource.opened.append(self.name)
        return self

    async def __aexit__(self, *exc):
        Resource.opened.remove(self.name)
        print("closing", self.name, len(exc))


class Circle:
    def __init__(self, r):
        self.r = r

    @cached_property
    def area(self):
        print("computing")
        return 3 * self.r ** 2


@lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


@contextmanager
def section(title):
    print(f"<{title}>")
    try:
        yield title.upper()
    except ValueError as e:
        print("swallowed", e)
    finally:
        print(f"</{title}>")


async def numbers(n, delay=0):
    for i in range(n):
        await asyncio.sleep(delay)
        yield i


async def merge(*sources):
    queue = asyncio.Queue()
    done = object()

    async def pump(src):
        async for x in src:
            await queue.put(x)
        await queue.put(done)

    tasks = [asyncio.ensure_future(pump(s)) for s in sources]
    left = len(tasks)
    while left:
        x = await queue.get()
        if x is done:
            left -= 1
        else:
            yield x


async def main():
    versions = sorted(map(Version.parse, ["1.2.10", "1.10", "1.2.9", "2"]))
    print(*versions, max(versions) >= Version(2), replace(versions[0], patch=0), asdict(versions[-1]))
    q = asyncio.PriorityQueue()
    for p, n in [(3, "low"), (1, "high"), (2, "mid")]:
        await q.put(Job(p, n, {n[0]}))
    while not q.empty():
        print(await q.get(), end=" ")
    print()
    try:
        async with AsyncExitStack() as stack:
            rs = [await stack.enter_async_context(Resource(n)) for n in "ab"]
            stack.callback(print, "callback", len(rs))
            print(Resource.opened)
            raise KeyError("boom")
    except KeyError as e:
        print("caught", e, Resource.opened)
    c = Circle(2)
    print(c.area, c.area, fib(80))
    with section("one") as s:
        print(s)
        raise ValueError("inner")
    print(sorted([x async for x in merge(numbers(3), numbers(2))]))
    print(list(itertools.islice(itertools.cycle("ab"), 5)), list(itertools.combinations(range(4), 2))[:3])
    print([(k, len(list(g))) for k, g in itertools.groupby("aaabbc")], list(itertools.accumulate([1, 2, 3, 4])))
    print({k: v for k, v in zip("abc", itertools.count(10, 5))}, *itertools.chain([1], (2, 3)))
    try:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(1)
    except TimeoutError:
        print("timeout")
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(asyncio.sleep(0.001))
            tg.create_task(fail(1))
            tg.create_task(fail("x"))
    except* ValueError as eg:
        print("values", [str(e) for e in eg.exceptions])
    except* TypeError as eg:
        print("types", eg.exceptions)


async def fail(x):
    if isinstance(x, int):
        raise ValueError(x)
    raise TypeError(x)

asyncio.run(main())
