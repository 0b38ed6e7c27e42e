import asyncio

async def job(n):
    await asyncio.sleep(0.04 * n)
    if n == 1:
        raise ValueError("one")
    if n == 2:
        raise TypeError("two")
    return n

async def main():
    try:
        async with asyncio.TaskGroup() as tg:
            for i in range(4):
                tg.create_task(job(i))
    except* ValueError as eg:
        print("values", [str(e) for e in eg.exceptions])
    except* TypeError as eg:
        print("types", eg.exceptions)
    eg = ExceptionGroup("top", [ValueError("a"), ExceptionGroup("nested", [KeyError("b"), ValueError("c")]), OSError("d")])
    print(eg, eg.message, len(eg.exceptions))
    match, rest = eg.split(ValueError)
    print(repr(match))
    print(repr(rest))
    print(repr(eg.subgroup((KeyError, OSError))))
    print(eg.subgroup(IndexError))
    try:
        raise eg
    except* (KeyError, OSError) as g:
        print("first", repr(g))
    except* ValueError as g:
        print("second", repr(g))
    def leaves(group):
        out = []
        for e in group.exceptions:
            if isinstance(e, ExceptionGroup):
                out.extend(leaves(e))
            else:
                out.append(e)
        return out
    print([type(e).__name__ for e in leaves(eg)])
    try:
        try:
            raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
        except* ValueError:
            raise RuntimeError("in handler")
    except ExceptionGroup as e:
        print(repr(e))
    results = await asyncio.gather(*(job(i) for i in range(4)), return_exceptions=True)
    errors = [r for r in results if isinstance(r, Exception)]
    print(results, len(errors))
    if errors:
        raise ExceptionGroup("failed jobs", errors)

try:
    asyncio.run(main())
except ExceptionGroup as eg:
    print("outer", eg)
    for i, e in enumerate(eg.exceptions, 1):
        print(i, type(e).__name__, e)
