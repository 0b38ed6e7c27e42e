import asyncio
import time


async def level(name, delays, body):
    try:
        async with asyncio.timeout(delays[0]) as limit:
            try:
                if delays[1:]:
                    await level(name + "'", delays[1:], body)
                else:
                    await body()
            except BaseException as e:
                print(name, "sees", repr(e), limit.expired(), asyncio.current_task().cancelling())
                raise
            print(name, "goes on", limit.expired())
            await asyncio.sleep(0.04)
            print(name, "ends")
    except TimeoutError as e:
        print(name, repr(e), "from", repr(e.__cause__), "while", repr(e.__context__), limit.expired())


async def sleeps():
    await asyncio.sleep(10)


async def stands_still():
    await asyncio.sleep(0)
    time.sleep(0.1)
    print("stood still")
    try:
        await asyncio.sleep(10)
    finally:
        print("slept", asyncio.current_task().cancelling())


async def main():
    me = asyncio.current_task()
    for delays in ((0.06, 0.02), (0.02, 0.06), (0.06, 0.04, 0.02), (0.04, None, 0.02)):
        await level("a", delays, sleeps)
        print("--", me.cancelling())
    # All at once, whichever began first.
    for delays in ((0, 0), (0, 0, 0), (0, 10), (10, 0), (-1, 0, 10)):
        await level("b", delays, sleeps)
        print("--", me.cancelling())
    for delays in ((0.02, 0.04), (0.04, 0.02), (0.04, 0.02, 0.06)):
        await level("c", delays, stands_still)
        print("--", me.cancelling())
    # The body ends in the step before.
    async with asyncio.timeout(0) as limit:
        print("no await", limit.expired())
    print(limit.expired(), limit)
    await asyncio.sleep(0)
    print(me.cancelling())


asyncio.run(main())
