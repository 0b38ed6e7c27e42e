import asyncio


class Fatal(BaseException):
    pass


async def fails(name, turns, cleanup=None, error=None):
    try:
        for _ in range(turns):
            await asyncio.sleep(0)
        print(name, "fails")
        raise error or ValueError(name)
    except asyncio.CancelledError:
        print(name, "is cancelled")
        if cleanup is not None:
            await asyncio.sleep(0)
            raise cleanup
        raise
    finally:
        print(name, "ends")


async def grouped(*all, body=None, turns=0):
    try:
        async with asyncio.TaskGroup() as group:
            for one in all:
                group.create_task(fails(*one))
            try:
                for _ in range(turns):
                    await asyncio.sleep(0)
            except asyncio.CancelledError as e:
                print("body", repr(e), asyncio.current_task().cancelling())
                raise
            if body is not None:
                raise body
            print("body ends")
    except BaseException as e:
        print(repr(e), "from", repr(e.__cause__), asyncio.current_task().cancelling())
        print("-- context", repr(e.__context__))


async def main():
    await grouped(("a", 1), ("b", 1), ("c", 1))
    # One fails in its clean-up, in answer to the cancel.
    await grouped(("d", 1), ("e", 9, KeyError("cleanup of e")))
    # One that fails later than the first, as it swallows nothing but takes its time.
    await grouped(("f", 2), ("g", 2, KeyError("never")), ("h", 9, KeyError("cleanup of h")), turns=9)
    # The body raises, and children in their clean-up.
    await grouped(("i", 9, TypeError("cleanup of i")), body=LookupError("body"), turns=1)
    # The body raises in the turn in which a child fails.
    await grouped(("j", 1), body=LookupError("body"), turns=2)
    await grouped(("k", 0), body=LookupError("body"), turns=0)
    await grouped(("l", 0), body=LookupError("body"), turns=1)
    # What is no Exception makes a BaseExceptionGroup.
    await grouped(("m", 0, None, Fatal("m")), ("n", 9), turns=9)
    await grouped(("o", 9), body=Fatal("body"), turns=1)
    await grouped(("p", 9), body=asyncio.CancelledError("raised by hand"), turns=1)
    await grouped(("q", 9, KeyError("cleanup of q")), body=asyncio.CancelledError("raised by hand"), turns=1)
    await grouped(body=GeneratorExit())


asyncio.run(main())
