import asyncio
import contextvars
import time
from functools import partial, reduce
from operator import itemgetter, mul

request_id = contextvars.ContextVar("request_id", default="-")


def trace(msg, *args, sep=" "):
    print(f"[{request_id.get()}]", msg, *args, sep=sep)


class Timer:
    def __init__(self, label):
        self.label = label

    async def __aenter__(self):
        self.start = time.perf_counter()
        return self

    async def __aexit__(self, et, ev, tb):
        self.elapsed = time.perf_counter() - self.start
        trace(f"{self.label} took less than 1 s:", self.elapsed < 1)
        return et is not None and issubclass(et, KeyError)


class Matrix:
    def __init__(self, rows):
        self.rows = [list(r) for r in rows]

    def __matmul__(self, other):
        return Matrix([[sum(a * b for a, b in zip(r, c)) for c in zip(*other.rows)] for r in self.rows])

    def __pow__(self, n):
        result = Matrix([[int(i == j) for j in range(len(self.rows))] for i in range(len(self.rows))])
        base = self
        while n:
            if n & 1:
                result = result @ base
            base = base @ base
            n >>= 1
        return result

    def __iter__(self):
        return iter(self.rows)

    def __repr__(self):
        return f"Matrix({self.rows!r})"


async def handle(rid, n):
    token = request_id.set(rid)
    try:
        async with Timer(f"fib {n}"):
            await asyncio.sleep(0)
            trace("value", (Matrix([[1, 1], [1, 0]]) ** n).rows[0][1])
            if n > 40:
                raise KeyError(n)
    finally:
        request_id.reset(token)
    return rid


async def main():
    results = await asyncio.gather(*[handle(f"r{i}", n) for i, n in enumerate((10, 50, 90))])
    trace("done", *results, sep="|")
    double = partial(pow, 2)
    print(list(map(double, range(4))), reduce(lambda a, b: a * b, range(1, 11)))
    people = [("ann", 31), ("bob", 25), ("cid", 31)]
    print(sorted(people, key=itemgetter(1, 0)), sorted(people, key=lambda p: (-p[1], p[0])))
    first, *rest = people
    print(first, rest, [r for *_, r in people])
    text = "the quick brown fox jumps over the lazy dog the end"
    freq = {}
    for w in text.split():
        freq[w] = freq.get(w, 0) + 1
    top = sorted(freq.items(), key=lambda kv: (-kv[1], kv[0]))[:3]
    for w, n in top:
        print(f"{w:<6}|{'*' * n:>5}|{n / len(freq):.1%}")
    match top:
        case [(w, n), *others] if n > 2:
            print("mostly", w, "and", len(others), "others")
        case _:
            print("nothing")

asyncio.run(main())
