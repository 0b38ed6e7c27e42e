import asyncio


async def fails(error, turns=0):
    for _ in range(turns):
        await asyncio.sleep(0)
    raise error


def leaves(e):
    if not isinstance(e, BaseExceptionGroup):
        return repr(e)
    return ", ".join(leaves(one) for one in e.exceptions)


async def main():
    inner = ExceptionGroup("inner", [KeyError("k"), ConnectionResetError("c"), ValueError("v")])
    inner.add_note("a note")
    # The classes are asked in order, each for what is left.
    try:
        try:
            async with asyncio.TaskGroup() as group:
                for error in (ValueError("one"), inner, TypeError("two"), TimeoutError("three")):
                    group.create_task(fails(error))
        except* LookupError as e:
            print("first", leaves(e), len(e.exceptions))
        except* OSError as e:
            print("second", leaves(e), e)
        except* KeyError as e:
            print("never", e)
        except* TypeError as e:
            print("third", leaves(e), e.exceptions[0])
    except ExceptionGroup as e:
        print("left", repr(e), leaves(e), e)
        print(e.exceptions[1].__notes__, e.exceptions[1] is inner)
    # By hand.
    group = ExceptionGroup("all", [ValueError(1), inner])
    for kind in (ValueError, LookupError, RuntimeError, ExceptionGroup):
        matching, rest = group.split(kind)
        print(kind.__name__, repr(matching), "|", repr(rest), matching is group, rest is group)
    matching, rest = group.split(ConnectionError)
    print(matching.message, matching.exceptions[0].message, len(rest.exceptions), len(rest.exceptions[1].exceptions))
    # A single one is not in a group, until a group takes it.
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(fails(group, 1))
    except* ValueError as e:
        print(e.message, "|", e.exceptions[0].message, "|", leaves(e))
    except* Exception as e:
        print("others", leaves(e), e.exceptions[0].exceptions[0].message)
    # A gather gives the first alone.
    results = await asyncio.gather(fails(group), fails(inner, 1), fails(KeyError(0)), return_exceptions=True)
    print([str(e) for e in results], results[0] is group)
    cause = ValueError("cause")
    caused = ExceptionGroup("caused", [KeyError(1), ValueError(2)])
    try:
        raise caused from cause
    except ExceptionGroup as e:
        matching, rest = e.split(KeyError)
        print(matching.__cause__ is cause, rest.__cause__ is cause, rest)


asyncio.run(main())
