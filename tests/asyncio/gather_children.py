import asyncio


async def work(name, cleans=0):
    print(name, "begins")
    try:
        await asyncio.sleep(0)
        print(name, "goes on")
        await asyncio.sleep(10)
    finally:
        for _ in range(cleans):
            await asyncio.sleep(0)
        print(name, "ends", asyncio.current_task().cancelling())


async def ends():
    await asyncio.sleep(0)


async def main():
    # A child that is done tells its gather before what begins after it.
    failed = asyncio.get_running_loop().create_future()
    failed.set_exception(ValueError("at once"))
    try:
        await asyncio.gather(failed, work("late"))
    except ValueError as exc:
        print("gathered", exc)
    await asyncio.sleep(0)
    # One that is given twice is cancelled twice.
    twice = asyncio.create_task(work("twice"))
    both = asyncio.gather(twice, twice, return_exceptions=True)
    await asyncio.sleep(0)
    both.cancel("both")
    try:
        await both
    except asyncio.CancelledError as exc:
        print("both", repr(exc), twice.cancelling())
    # The last child says what comes out, not the one that ends last.
    slow, quick = asyncio.create_task(work("slow", 2)), asyncio.create_task(ends())
    pair = asyncio.gather(slow, quick, return_exceptions=True)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    pair.cancel("pair")
    try:
        await pair
    except asyncio.CancelledError as exc:
        print("pair", repr(exc))


asyncio.run(main())
