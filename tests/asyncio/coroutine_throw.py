import asyncio


def step(name, call):
    try:
        call()
        print(name, "yields")
    except StopIteration as e:
        print(name, "returns", e.value)
    except BaseException as e:
        print(name, "raises", repr(e), "while", repr(e.__context__))


async def inner(mode):
    try:
        print("inner begins")
        await asyncio.sleep(0)
        print("inner ends")
        return "inner"
    except ValueError as e:
        print("inner gets", repr(e))
        if mode == "handles":
            return "handled"
        if mode == "replaces":
            raise KeyError("in its place")
        raise
    finally:
        if mode == "awaits":
            await asyncio.sleep(0)
        print("inner finally")


async def outer(mode):
    try:
        result = await inner(mode)
        print("outer has", result)
        await asyncio.sleep(0)
        return f"outer of {result}"
    except LookupError as e:
        print("outer gets", repr(e))
        await asyncio.sleep(0)
        return "recovered"
    finally:
        print("outer finally")


for mode in ("passes", "handles", "replaces", "awaits"):
    print("--", mode)
    coro = outer(mode)
    step("send", lambda: coro.send(None))
    step("throw", lambda: coro.throw(ValueError(mode)))
    step("send", lambda: coro.send(None))
    step("send", lambda: coro.send(None))
print("-- while it awaits in finally")
coro = outer("awaits")
step("send", lambda: coro.send(None))
step("throw", lambda: coro.throw(ValueError("first")))
step("throw", lambda: coro.throw(TypeError("second")))
print("-- after inner has ended")
coro = outer("passes")
step("send", lambda: coro.send(None))
step("send", lambda: coro.send(None))
step("throw", lambda: coro.throw(ValueError("outside")))
