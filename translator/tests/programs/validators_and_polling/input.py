import asyncio
import functools


def every(*checks):
    return lambda v: all(check(v) for check in checks)


def make_validators():
    return {
        "positive": lambda n: n > 0,
        "even": lambda n: n % 2 == 0,
        "small": lambda n, limit=100: n < limit,
    }


class Matrix:
    def __init__(self, rows):
        self.rows = rows

    def map(self, fn):
        return Matrix([[fn(x) for x in row] for row in self.rows])

    def reduce(self, fn, start):
        acc = start
        for row in self.rows:
            for x in row:
                acc = fn(acc, x)
        return acc


class Lazy:
    def __init__(self, factory):
        self._factory = factory
        self._value = None

    def get(self):
        if self._value is None:
            self._value = self._factory()
        return self._value


def apply_twice(f, x):
    return f(f(x))


def curry(f):
    return lambda a: lambda b: f(a, b)


def debounce(wait):
    def deco(fn):
        task = None

        async def later(*args):
            await asyncio.sleep(wait)
            fn(*args)

        def call(*args):
            nonlocal task
            if task is not None:
                task.cancel()
            task = asyncio.ensure_future(later(*args))
        return call
    return deco


@debounce(0.01)
def save(text):
    print("saved", text)


async def poll(fn, *args, attempts=3, delay=0.001):
    for i in range(attempts):
        value = fn(*args)
        if value:
            return i, value
        await asyncio.sleep(delay)
    return attempts, None


async def main():
    v = make_validators()
    print([name for name, check in v.items() if check(42)])
    print(every(v["positive"], v["even"])(8), every(*v.values())(7))
    m = Matrix([[1, 2], [3, 4]])
    print(m.map(lambda x: x * x).rows, m.reduce(lambda a, b: a + b, 0), m.reduce(max, 0))
    lazy = Lazy(lambda: [1, 2, 3])
    print(lazy.get())
    print(apply_twice(lambda x: x + 3, 1), apply_twice(str.upper, "a"))
    print(curry(lambda a, b: a * b)(6)(7))
    save("a")
    save("b")
    save("c")
    await asyncio.sleep(0.03)
    state = {"n": 0}

    def ready(limit):
        state["n"] += 1
        return state["n"] >= limit

    print(await poll(ready, 2), await poll(lambda: None, attempts=2))
    tasks = [functools.partial(poll, ready, n) for n in (1, 2)]
    print(await asyncio.gather(*(t() for t in tasks)))
    loop = asyncio.get_running_loop()
    done = asyncio.Event()
    loop.call_soon(functools.partial(print, "soon", sep=""))
    loop.call_later(0.001, done.set)
    await done.wait()
    t = asyncio.create_task(poll(lambda x: x, 5))
    t.add_done_callback(lambda task: print("result", task.result()))
    await t
    await asyncio.sleep(0)


asyncio.run(main())
