import asyncio


async def step(name, fail=False):
    print("  step", name)
    await asyncio.sleep(0)
    if fail:
        raise ValueError(name)
    return name


async def returns_from_try():
    try:
        return await step("in try")
    finally:
        await step("in finally")


async def finally_wins():
    try:
        raise KeyError("lost")
    finally:
        return "finally wins"


async def with_else(fail):
    try:
        await step("body", fail)
    except ValueError as e:
        return f"handled {e}"
    else:
        await step("else")
        return "no error"
    finally:
        print("  always")


async def loop_with_finally():
    seen = []
    for i in range(5):
        try:
            if i == 1:
                continue
            if i == 3:
                break
            seen.append(i)
        finally:
            await asyncio.sleep(0)
            seen.append(-i)
    return seen


async def reraise():
    try:
        await step("dangerous", fail=True)
    except ValueError:
        print("  logging, then again")
        raise


async def main():
    print(await returns_from_try())
    print(await finally_wins())
    print(await with_else(False))
    print(await with_else(True))
    print(await loop_with_finally())
    try:
        await reraise()
    except (TypeError, ValueError) as e:
        print("outside:", repr(e))


asyncio.run(main())
