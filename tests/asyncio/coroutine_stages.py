import asyncio


def step(name, call):
    try:
        call()
        print(name, "yields")
    except StopIteration as e:
        print(name, "returns", e.value)
    except BaseException as e:
        print(name, "raises", repr(e))


async def work(name):
    print(name, "begins")
    for n in range(2):
        try:
            await asyncio.sleep(0)
            print(name, "goes on", n)
        except ValueError as e:
            print(name, "handles", repr(e))
    return name


async def stubborn(times):
    for _ in range(times):
        try:
            await asyncio.sleep(0)
        except GeneratorExit:
            print("stubborn")
    return "at last"


# Before the first step.
coro = work("a")
step("throw", lambda: coro.throw(ValueError("early")))
step("send", lambda: coro.send(None))
step("throw", lambda: coro.throw(ValueError("again")))
coro.close()
coro = work("b")
coro.close()
coro.close()
step("send", lambda: coro.send(None))
# Suspended.
coro = work("c")
for _ in range(4):
    step("send", lambda: coro.send(None))
coro.close()
coro = work("d")
step("send", lambda: coro.send(None))
step("throw", lambda: coro.throw(ValueError("handled")))
step("throw", lambda: coro.throw(KeyError("not handled")))
step("send", lambda: coro.send(None))
coro = work("e")
step("send", lambda: coro.send(None))
step("throw", lambda: coro.throw(ValueError("one")))
step("throw", lambda: coro.throw(ValueError("two")))
coro = work("f")
step("send", lambda: coro.send(None))
print("close", coro.close())
step("send", lambda: coro.send(None))
coro = stubborn(1)
step("send", lambda: coro.send(None))
print("close", coro.close())
coro = stubborn(2)
step("send", lambda: coro.send(None))
try:
    coro.close()
except RuntimeError as e:
    print(repr(e))
step("send", lambda: coro.send(None))
print("close", coro.close())
