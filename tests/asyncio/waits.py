import asyncio


async def slow():
    try:
        await asyncio.sleep(10)
    finally:
        print("slow ends")


async def main():
    try:
        await asyncio.wait_for(slow(), 0.01)
    except asyncio.TimeoutError as e:
        print(repr(e), repr(e.__cause__))
    print(await asyncio.wait_for(asyncio.sleep(0, 5), 1))
    inner = asyncio.create_task(slow())
    outer = asyncio.shield(inner)
    await asyncio.sleep(0)
    outer.cancel()
    try:
        await outer
    except asyncio.CancelledError:
        print("outer", inner.done())
    both = asyncio.gather(inner, asyncio.create_task(asyncio.sleep(20)))
    await asyncio.sleep(0)
    print(both.cancel())
    try:
        await both
    except asyncio.CancelledError:
        print("both", inner.cancelled())


asyncio.run(main())
