import asyncio
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, closing, contextmanager, suppress


class Service:
    def __init__(self, name, events, fail=False):
        self.name = name
        self.events = events
        self.fail = fail

    async def __aenter__(self):
        self.events.append("up " + self.name)
        return self

    async def __aexit__(self, kind, exc, tb):
        self.events.append(f"down {self.name} {exc!r}")
        if self.fail:
            raise RuntimeError(f"{self.name} failed to stop")
        return False


class Manager:
    def __init__(self):
        self._stack = None
        self.events = []

    async def start(self, *names):
        async with AsyncExitStack() as stack:
            for name in names:
                await stack.enter_async_context(Service(name, self.events))
                if name == "broken":
                    raise OSError("cannot start broken")
            self._stack = stack.pop_all()

    async def stop(self):
        if self._stack is not None:
            await self._stack.aclose()
            self._stack = None


@contextmanager
def step(name, log):
    log.append(f"begin {name}")
    try:
        yield
    except ValueError as e:
        log.append(f"{name} saw {e}")
        raise KeyError(name) from e
    else:
        log.append(f"ok {name}")
    finally:
        log.append(f"end {name}")


@asynccontextmanager
async def point(x, y):
    yield x, y


class Cursor:
    def close(self):
        print("cursor closed")


def find(values, wanted, log):
    for i, v in enumerate(values):
        with step(str(v), log):
            if v == wanted:
                return i
            if v < 0:
                continue
    return -1


async def main():
    m = Manager()
    await m.start("db", "cache")
    print(m.events)
    await m.stop()
    await m.stop()
    print(m.events)
    m.events.clear()
    try:
        await m.start("db", "broken", "never")
    except OSError as e:
        print("start failed:", e, m.events, m._stack)
    events = []
    try:
        async with Service("a", events), Service("b", events, fail=True):
            raise ValueError("body")
    except RuntimeError as e:
        print(e, events)
    log = []
    try:
        with step("outer", log), step("inner", log):
            raise ValueError("deep")
    except KeyError as e:
        print("key", e, repr(e.__cause__))
    print(log)
    log.clear()
    print(find([3, -1, 7, 9], 7, log), log)
    async with point(1, 2) as (x, y), point(3, 4) as p:
        print(x + y, p)
    with closing(Cursor()), suppress(ZeroDivisionError):
        1 / 0
    with ExitStack() as stack:
        for n in range(2):
            stack.callback(lambda n=n: print("lambda", n))
        stack.callback(log.clear)
        log.append("x")
    print(log)
    try:
        with ExitStack() as stack:
            stack.callback(int, "not a number")
            stack.callback(print, "last in, first out")
    except ValueError as e:
        print("callback raised:", e)


asyncio.run(main())
