import asyncio
import math


class Animal:
    def __init__(self, name):
        self.name = name


class Cat(Animal):
    pass


class Lion(Cat):
    def __str__(self):
        return "the lion " + self.name


def describe(x):
    if x is None:
        return "nothing"
    if isinstance(x, bool):
        return "a bool"
    elif isinstance(x, (int, float)):
        return f"number {x + 1}"
    elif isinstance(x, str):
        return f"text {x.upper()!r}"
    elif isinstance(x, (list, tuple)):
        return type(x).__name__ + " of [" + ", ".join(describe(y) for y in x) + "]"
    elif isinstance(x, dict):
        return "dict of " + "; ".join(f"{k}: {describe(v)}" for k, v in x.items())
    elif isinstance(x, Cat):
        return "cat " + x.name
    elif isinstance(x, Animal):
        return "animal " + x.name
    elif callable(x):
        return "callable " + x.__name__
    return "unknown " + type(x).__name__


async def work():
    await asyncio.sleep(0)


def numbers():
    yield 1


async def main():
    values = [None, True, 41, 2.5, "hi", [1, ("a", None)], {"k": [False]}, Lion("leo"), Cat("tom"), Animal("rex"), describe, len, {1}, b"x", range(2)]
    for v in values:
        print(f"{type(v).__name__:<27}{describe(v)}")
    print(type(3) is int, type(True) == int, isinstance(True, int), type(Lion("x")) is Cat, issubclass(Lion, (str, Animal)), isinstance(3, object))
    print(type(numbers()).__name__, type(lambda: 0).__name__, type(math).__name__, type(int).__name__, type(Animal).__name__, type(ValueError()).__name__, type(iter([])).__name__)
    coro = work()
    print(type(coro).__name__, asyncio.iscoroutine(coro), asyncio.iscoroutinefunction(work))
    await coro
    print(int, str, type(None), type([]), list[int] == list, Lion("leo"), int.__name__, describe.__name__, Cat.__name__)
    print({type(v).__name__ for v in (1, 2)}, [t.__name__ for t in (int, float, str)], [t("3") for t in (int, float, str)])
    print(hasattr(Lion("a"), "name"), hasattr(3, "upper"), callable(Lion), isinstance("s", (int, str)), type(type(1)).__name__)


asyncio.run(main())
