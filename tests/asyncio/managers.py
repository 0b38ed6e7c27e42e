import asyncio
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, contextmanager


@asynccontextmanager
async def connection(name):
    print(name, "connects")
    await asyncio.sleep(0)
    try:
        yield name.upper()
    except KeyError as exc:
        print(name, "handles", repr(exc))
    except OSError as exc:
        print(name, "replaces", repr(exc))
        raise RuntimeError("replaced") from exc
    finally:
        await asyncio.sleep(0)
        print(name, "disconnects")


@contextmanager
def noted(name):
    print(name, "begins")
    try:
        yield len(name)
    except KeyError as exc:
        print(name, "handles", repr(exc))
    finally:
        print(name, "ends")


@asynccontextmanager
async def nothing():
    if False:
        yield


@asynccontextmanager
async def twice():
    try:
        yield 1
        yield 2
    finally:
        print("twice ends")


@asynccontextmanager
async def goes_on():
    try:
        yield 1
    except ValueError:
        yield 2
    finally:
        print("goes_on ends")


@contextmanager
def plain_nothing():
    if False:
        yield


@contextmanager
def plain_twice():
    try:
        yield 1
    except ValueError:
        pass
    yield 2


async def attempt(what, make, raised=None):
    try:
        async with make() as value:
            print(what, "has", value)
            if raised:
                raise raised
        print(what, "ends")
    except BaseException as exc:
        print(what, repr(exc), repr(exc.__cause__))


async def plainly(what, make, raised=None):
    try:
        with make() as value:
            await asyncio.sleep(0)
            print(what, "has", value)
            if raised:
                raise raised
        print(what, "ends")
    except BaseException as exc:
        print(what, repr(exc), repr(exc.__cause__))


async def counts():
    try:
        yield 1
        yield 2
    finally:
        await asyncio.sleep(0)
        print("counts end")


async def holds():
    async with connection("held") as value:
        with noted("noted"):
            print(value)
            await asyncio.sleep(10)


async def main():
    await attempt("plain", lambda: connection("a"))
    await attempt("handled", lambda: connection("b"), KeyError("k"))
    await attempt("passed on", lambda: connection("c"), ValueError("v"))
    await attempt("replaced", lambda: connection("d"), OSError("o"))
    await attempt("runtime", lambda: connection("e"), RuntimeError("r"))
    await attempt("stop", lambda: connection("f"), StopAsyncIteration("s"))
    await attempt("stop", lambda: connection("g"), StopIteration("s"))
    await attempt("nothing", nothing)
    await attempt("twice", twice)
    await attempt("goes on", goes_on, ValueError("w"))
    await plainly("noted", lambda: noted("one"))
    await plainly("noted", lambda: noted("three"), KeyError("n"))
    await plainly("noted", lambda: noted("seven"), ValueError("n"))
    await plainly("noted", lambda: noted("stop"), StopIteration("n"))
    await plainly("nothing", plain_nothing)
    await plainly("twice", plain_twice)
    await plainly("twice", plain_twice, ValueError("n"))
    task = asyncio.create_task(holds())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel("stop")
    try:
        await task
    except asyncio.CancelledError as exc:
        print("cancelled", repr(exc))
    async with AsyncExitStack() as stack:
        for name in ("x", "y"):
            print(await stack.enter_async_context(connection(name)))
        print(stack.enter_context(noted("z")))
    async with aclosing(counts()) as counted:
        async for n in counted:
            print("counted", n)
            break
        print("broken off")
    print("closed")


asyncio.run(main())
