import asyncio
from contextlib import AsyncExitStack


def chain(exc):
    names = []
    while exc is not None:
        names.append(repr(exc))
        exc = exc.__context__
    return " < ".join(names)


class Leaves:
    def __init__(self, exc=None, swallows=False):
        self.exc = exc
        self.swallows = swallows

    async def __aenter__(self):
        return self

    async def __aexit__(self, exc_type, exc, tb):
        print("leaves with", repr(exc))
        await asyncio.sleep(0)
        if self.exc is not None:
            raise self.exc
        return self.swallows


def raises(exc):
    raise exc


async def attempt(what, raised, *managers):
    try:
        async with AsyncExitStack() as stack:
            for manager in managers:
                await stack.enter_async_context(manager)
            if raised is not None:
                raise raised
        print(what, "ends")
    except BaseException as exc:
        print(what, chain(exc))


async def main():
    one, two, body = KeyError("one"), TypeError("two"), ValueError("body")
    await attempt("replaced", body, Leaves(one))
    one, two, body = KeyError("one"), TypeError("two"), ValueError("body")
    await attempt("replaced twice", body, Leaves(two), Leaves(one))
    one, two, body = KeyError("one"), TypeError("two"), ValueError("body")
    await attempt("without body", None, Leaves(two), Leaves(one))
    one, two, body = KeyError("one"), TypeError("two"), ValueError("body")
    await attempt("swallowed", body, Leaves(), Leaves(swallows=True), Leaves())
    one, two, body = KeyError("one"), TypeError("two"), ValueError("body")
    await attempt("raised and swallowed", None, Leaves(swallows=True), Leaves(one))
    one, two, body = KeyError("one"), TypeError("two"), ValueError("body")
    await attempt("replaced and swallowed", body, Leaves(swallows=True), Leaves(one))
    one, two, body = KeyError("one"), TypeError("two"), ValueError("body")
    await attempt("swallowed and raised", body, Leaves(one), Leaves(swallows=True))
    one, two, body = KeyError("one"), TypeError("two"), ValueError("body")
    await attempt("the same again", body, Leaves(body))
    one, two, body = KeyError("one"), TypeError("two"), ValueError("body")
    await attempt("the first again", body, Leaves(body), Leaves(one))

    for exc in (None, ValueError("v")):
        try:
            async with Leaves(KeyError("k")):
                if exc:
                    raise exc
        except KeyError as raised:
            print("alone", chain(raised))
    async with Leaves(swallows=True):
        raise ValueError("alone")
    print("swallowed alone")

    stack = AsyncExitStack()
    stack.callback(print, "last")
    stack.callback(raises, OSError("o"))
    stack.callback(print, "first")
    try:
        await stack.aclose()
    except OSError as exc:
        print("closed", chain(exc))

    async def holds():
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(Leaves())
            stack.callback(print, "called back")
            await asyncio.sleep(10)

    task = asyncio.create_task(holds())
    await asyncio.sleep(0)
    task.cancel("stop")
    try:
        await task
    except asyncio.CancelledError as exc:
        print("cancelled", repr(exc))


asyncio.run(main())
