import asyncio


class Refused(LookupError):
    pass


class Missing(Refused, KeyError):
    pass


def show(e):
    print(type(e).__name__, "|", e, "|", repr(e))


async def fails(n):
    await asyncio.sleep(0)
    raise Missing(f"item {n}")


async def wraps(n):
    try:
        await fails(n)
    except LookupError as e:
        e.add_note(f"note {n}")
        raise RuntimeError("wrapped", n) from e


async def replaces(n):
    try:
        await wraps(n)
    except RuntimeError as e:
        error = Refused()
        raise error from None if n == 2 else e.__cause__


async def main():
    for e in (
        ValueError(),
        ValueError(""),
        ValueError("a", 1),
        ValueError(True),
        KeyError("it's"),
        KeyError('both \' and "'),
        KeyError("a", "b"),
        Refused("line\nbreak\ttab\\"),
        Missing("key"),
        TimeoutError(),
        asyncio.CancelledError("message"),
        ExceptionGroup("one", [ValueError(1)]),
        ExceptionGroup("", [KeyError("k"), ExceptionGroup("in", [Missing()])]),
        BaseExceptionGroup("base", [ValueError(), asyncio.CancelledError()]),
        BaseExceptionGroup("base", [ValueError()]),
    ):
        show(e)
    tasks = [asyncio.create_task(wraps(1)), asyncio.create_task(replaces(2)), asyncio.create_task(replaces(3))]
    for task in tasks:
        try:
            await task
        except Exception as e:
            print(repr(e), repr(e.__cause__), repr(e.__context__), getattr(e.__cause__, "__notes__", None))
    print(len(ValueError().args), len(ValueError("a", 1).args), Missing("key", 2).args[1], repr(KeyError("k").args[0]))
    print([isinstance(Missing(), kind) for kind in (KeyError, LookupError, Refused, ValueError, Exception)])
    print([isinstance(asyncio.CancelledError(), kind) for kind in (Exception, BaseException)])
    print([issubclass(TimeoutError, kind) for kind in (OSError, asyncio.TimeoutError, RuntimeError)])


asyncio.run(main())
