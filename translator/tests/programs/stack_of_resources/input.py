import asyncio
from contextlib import AsyncExitStack, ExitStack, aclosing, asynccontextmanager, closing, contextmanager, nullcontext, suppress


class Channel:
    def __init__(self, name):
        self.name = name
        self.lines = []

    def close(self):
        print("close channel", self.name, len(self.lines))

    def write(self, line):
        self.lines.append(line)


class Guard:
    def __init__(self, name, swallow=False):
        self.name = name
        self.swallow = swallow

    def __enter__(self):
        print("enter", self.name)
        return self.name.upper()

    def __exit__(self, *exc):
        print("exit", self.name, exc[0] is not None)
        return self.swallow


@asynccontextmanager
async def session(user):
    await asyncio.sleep(0)
    print("login", user)
    try:
        yield {"user": user}
    except ValueError as e:
        print("session saw", e)
        raise
    finally:
        print("logout", user)


@contextmanager
def indent(text):
    print("<", text)
    yield len(text)
    print(">", text)


def cleanup(what, times=1):
    for i in range(times):
        print("cleanup", what, i)


async def farewell(name, mark="."):
    await asyncio.sleep(0)
    print("bye " + name + mark)


async def numbers(n):
    try:
        for i in range(n):
            yield i
    finally:
        print("numbers closed")


async def main():
    with ExitStack() as stack:
        a = stack.enter_context(Guard("a"))
        n = stack.enter_context(indent("hello"))
        c = stack.enter_context(closing(Channel("log")))
        stack.callback(cleanup, "files", times=2)
        c.write("x")
        print(a, n, c.name)

    with ExitStack() as stack:
        stack.enter_context(suppress(KeyError, ZeroDivisionError))
        stack.push(Guard("pushed"))
        print(1 // 0)
    print("after the division")

    stack = ExitStack()
    stack.enter_context(Guard("first"))
    stack.callback(print, "called back", 1, 2)
    moved = stack.pop_all()
    stack.close()
    print("nothing yet")
    moved.close()

    try:
        async with AsyncExitStack() as stack:
            s = await stack.enter_async_context(session("ann"))
            stack.enter_context(Guard("inner"))
            stack.push_async_callback(farewell, "ann", mark="!")
            print(s["user"])
            raise ValueError("oops")
    except ValueError as e:
        print("out:", e)

    async with AsyncExitStack() as stack:
        stack.enter_context(Guard("swallower", swallow=True))
        async with session("bob"):
            raise ValueError("lost")
    print("went on")

    for lock in (asyncio.Lock(), None):
        async with lock or nullcontext():
            print("locked", lock is not None)

    async with aclosing(numbers(10)) as nums:
        async for i in nums:
            if i == 2:
                break
    print("done")


asyncio.run(main())
