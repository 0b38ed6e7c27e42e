import asyncio


async def ticks(n):
    for i in range(n):
        print("tick", i)
        await asyncio.sleep(0)


async def work(name, delay):
    try:
        await asyncio.sleep(delay)
        return name
    finally:
        print(name, "ends")


async def attempt(name, awaited, timeout):
    try:
        result = await asyncio.wait_for(awaited, timeout)
        print(name, "has", result)
        return result
    except TimeoutError as e:
        print(name, repr(e), "from", repr(e.__cause__))
        return f"{name} is late"
    except asyncio.CancelledError as e:
        print(name, repr(e))
        raise


async def main():
    # How many turns each level costs.
    ticking = asyncio.create_task(ticks(12))
    await asyncio.wait_for(asyncio.wait_for(asyncio.wait_for(work("deep", 0), 10), 10), None)
    print("deep was had")
    await asyncio.wait_for(asyncio.shield(work("shielded", 0)), 10)
    print("shielded was had")
    await ticking
    # The inner one expires first, then the outer one.
    await attempt("outer", attempt("inner", work("a", 10), 0.02), 0.06)
    await attempt("outer", attempt("inner", work("b", 10), 0.06), 0.02)
    # The outer one expires while the inner one still works after its own timeout.

    async def works_on():
        await attempt("inner", work("c", 10), 0.02)
        await asyncio.sleep(10)

    await attempt("outer", works_on(), 0.04)
    # A shielded one lives on.
    task = asyncio.create_task(work("d", 0.06))
    await attempt("first", asyncio.shield(task), 0.02)
    await attempt("second", asyncio.shield(task), 0.02)
    await attempt("third", asyncio.shield(task), 0.1)
    # Several waits for one task: the first that expires cancels it for all.
    task = asyncio.create_task(work("e", 10))
    print(await asyncio.gather(attempt("long", task, 0.06), attempt("short", task, 0.02), return_exceptions=True))


asyncio.run(main())
