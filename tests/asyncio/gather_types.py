import asyncio


async def number(n):
    await asyncio.sleep(0)
    print("number", n)
    return n


async def text(t):
    print("text", t)
    return t


async def fails(e):
    await asyncio.sleep(0)
    raise e


async def main():
    task = asyncio.create_task(number(1))
    n, t, f = await asyncio.gather(task, text("one"), number(1.5))
    print(n, t, f)
    try:
        await asyncio.gather(number(2), fails(KeyError("k")), text("two"))
    except KeyError as e:
        print(repr(e))
    n, e, t = await asyncio.gather(number(3), fails(ValueError("v")), text("three"), return_exceptions=True)
    print(n, repr(e), t)
    both = asyncio.gather(number(4), text("four"))
    await asyncio.sleep(0)
    print(both.cancel())
    try:
        await both
    except asyncio.CancelledError as e:
        print(repr(e), both.cancelled())
    same = asyncio.ensure_future(number(5))
    print(await asyncio.gather(same, same, task))


asyncio.run(main())
