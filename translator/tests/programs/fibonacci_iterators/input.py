import asyncio


class Fib:
    def __init__(self, limit):
        self.limit = limit

    def __iter__(self):
        self.a, self.b = 0, 1
        return self

    def __next__(self):
        if self.a > self.limit:
            raise StopIteration
        value = self.a
        self.a, self.b = self.b, self.a + self.b
        return value


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return CountdownIterator(self.n)

    def __reversed__(self):
        return iter(range(1, self.n + 1))

    def __len__(self):
        return self.n


class CountdownIterator:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n + 1


class Lines:
    """Old protocol: only __getitem__."""

    def __init__(self, text):
        self.lines = text.split("/")

    def __getitem__(self, i):
        return self.lines[i]


class Peek:
    def __init__(self, items):
        self.it = iter(items)
        self.ahead = next(self.it, None)

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.ahead is None:
            raise StopAsyncIteration
        await asyncio.sleep(0)
        item, self.ahead = self.ahead, next(self.it, None)
        return item, self.ahead


async def main():
    print(list(Fib(50)), sum(Fib(10 ** 20)), 21 in Fib(100), max(Fib(9)))
    c = Countdown(3)
    print(list(c), list(c), list(reversed(c)), [(a, b) for a in c for b in c if a < b], len(c))
    it = iter(c)
    print(next(it), list(it), next(it, "over"))
    print(list(Lines("a/b/c")), "b" in Lines("a/b"), [*Lines("x")], list(enumerate(Lines("p/q"))))
    async for item, ahead in Peek("abc"):
        print(item, "->", ahead, end="; ")
    print()
    a, b, *_ = Fib(1000)
    print(a, b, len(_), dict(zip(Fib(5), c)), tuple(map(str, c)), sorted(Fib(10), reverse=True))
    rolls = iter([3, 5, 6, 2])
    print(list(iter(lambda: next(rolls), 6)), next(rolls))


asyncio.run(main())
