import asyncio


async def swallows():
    asyncio.current_task().cancel("of old")
    try:
        await asyncio.sleep(0)
    except asyncio.CancelledError as exc:
        print("swallowed", repr(exc))


async def main():
    done = asyncio.create_task(swallows())
    await done
    # The last child says what comes out, also by a cancel that it has survived.
    both = asyncio.gather(asyncio.create_task(asyncio.sleep(10)), done, return_exceptions=True)
    await asyncio.sleep(0)
    both.cancel("of now")
    try:
        await both
    except asyncio.CancelledError as exc:
        print("both", repr(exc))


asyncio.run(main())
