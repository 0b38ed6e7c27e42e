"""Decorators of every kind on plain functions."""
import asyncio
import functools


def bold(fn):
    return lambda *a: f"<b>{fn(*a)}</b>"


def tag(name):
    def wrap(fn):
        def inner(*a):
            return f"<{name}>{fn(*a)}</{name}>"
        return inner
    return wrap


class CountCalls:
    def __init__(self, func):
        functools.update_wrapper(self, func)
        self.func = func
        self.calls = 0

    def __call__(self, *args):
        self.calls += 1
        return self.func(*args)


def validate(**types):
    def decorate(fn):
        @functools.wraps(fn)
        def inner(**kwargs):
            for name, wanted in types.items():
                if not isinstance(kwargs.get(name), wanted):
                    raise TypeError(f"{name} must be {wanted.__name__}, not {type(kwargs.get(name)).__name__}")
            return fn(**kwargs)
        return inner
    return decorate


@bold
@tag("i")
def hello(name):
    return "hello " + name


@tag("p")
@bold
def plain():
    return "text"


@CountCalls
def area(w, h):
    """Width times height."""
    return w * h


@validate(name=str, age=int)
def register(name, age):
    return f"{name} ({age})"


async def main():
    print(hello("you"), plain())
    print([area(n, n + 1) for n in range(4)], area.calls, area.__name__, area.__doc__)
    await asyncio.sleep(0)
    print(register(name="Ann", age=30))
    for kwargs in ({"name": "Bob", "age": "30"}, {"name": None, "age": 1}, {"name": "Cy"}):
        try:
            print(register(**kwargs))
        except TypeError as e:
            print("refused:", e)
    print(area.calls, isinstance(area, CountCalls), callable(area), callable(area.calls))


asyncio.run(main())
