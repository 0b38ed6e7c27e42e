import asyncio
from contextlib import suppress, nullcontext, closing


class Manager:
    def __init__(self, name, swallows=False):
        self.name = name
        self.swallows = swallows

    def __enter__(self):
        print("enter", self.name)
        return self.name

    def __exit__(self, kind, exc, tb):
        print("exit", self.name, exc)
        return self.swallows

    def close(self):
        print("close", self.name)


def order(n):
    for i in range(3):
        try:
            if n == 0:
                return "returned"
            if n == 1:
                break
            if n == 2:
                continue
            if n == 3:
                raise ValueError("three")
        except ValueError as e:
            print("caught", e)
        else:
            print("else")
        finally:
            print("finally", i)
    else:
        return "loop else"
    return "end"


def overrides():
    try:
        return 1
    finally:
        return 2


async def groups():
    try:
        raise ExceptionGroup("many", [ValueError(1), TypeError("t"), ExceptionGroup("inner", [KeyError("k"), ValueError(2)])])
    except* ValueError as eg:
        print("values", [str(e) for e in eg.exceptions], len(eg.exceptions))
    except* TypeError as eg:
        print("types", eg.exceptions)
    except* KeyError:
        print("keys")
    try:
        try:
            raise ExceptionGroup("g", [ValueError("a"), OSError("b")])
        except* ValueError:
            print("first")
    except ExceptionGroup as rest:
        print(rest.message, rest.exceptions)
    try:
        raise ValueError("plain")
    except* ValueError as eg:
        print(type(eg).__name__, eg.exceptions)


async def main():
    for n in range(5):
        print(order(n))
    print(overrides())
    with Manager("a") as a, Manager("b", True) as b:
        print(a, b)
        raise ValueError("inside")
    print("after")
    with suppress(KeyError, ValueError):
        print({}["x"])
    print("suppressed")
    with nullcontext(5) as five:
        print(five)
    with closing(Manager("c")) as c:
        print(c.name)
    try:
        try:
            raise KeyError("first")
        except KeyError:
            raise ValueError("second")
    except ValueError as e:
        print(repr(e), repr(e.__context__), e.__cause__)
    await groups()


asyncio.run(main())
