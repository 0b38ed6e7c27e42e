import asyncio
from contextlib import AsyncExitStack, ExitStack, contextmanager, closing, nullcontext


@contextmanager
def resource(name):
    print("open", name)
    try:
        yield name
    finally:
        print("close", name)


class Async:
    def __init__(self, name):
        self.name = name

    async def __aenter__(self):
        await asyncio.sleep(0)
        print("aopen", self.name)
        return self

    async def __aexit__(self, kind, exc, tb):
        await asyncio.sleep(0)
        print("aclose", self.name, kind and kind.__name__)


class Door:
    def close(self):
        print("door closed")


def open_all(names):
    with ExitStack() as stack:
        opened = [stack.enter_context(resource(n)) for n in names]
        stack.callback(print, "callback", len(opened))
        if "bad" in names:
            raise RuntimeError("bad name")
        return stack.pop_all(), opened


async def main():
    stack, opened = open_all(["a", "b"])
    print("opened", opened)
    stack.close()
    try:
        open_all(["c", "bad"])
    except RuntimeError as e:
        print("failed:", e)
    async with AsyncExitStack() as stack:
        x = await stack.enter_async_context(Async("x"))
        y = stack.enter_context(resource("y"))
        stack.push_async_callback(asyncio.sleep, 0)
        print("inside", x.name, y)
    try:
        async with Async("z"):
            raise ValueError("z fails")
    except ValueError as e:
        print(e)
    with closing(Door()) as door:
        print("door is", type(door).__name__)
    for verbose in (True, False):
        with resource("log") if verbose else nullcontext("quiet") as log:
            print("log:", log)


asyncio.run(main())
