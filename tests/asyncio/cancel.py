import asyncio


async def work():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as e:
        print("cancelled", e)
        await asyncio.sleep(0)
        print("cleaned up")
        raise


async def main():
    t = asyncio.create_task(work())
    await asyncio.sleep(0)
    print(t.cancel("enough"), t.cancelled(), t.cancelling())
    try:
        await t
    except asyncio.CancelledError as e:
        print("main sees", repr(e), t.cancelled(), t.cancel())


asyncio.run(main())
