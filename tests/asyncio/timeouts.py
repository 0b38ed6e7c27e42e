import asyncio


async def main():
    try:
        async with asyncio.timeout(0.02):
            try:
                await asyncio.sleep(10)
            finally:
                print("cleaned up")
    except TimeoutError as e:
        print(repr(e), repr(e.__cause__), asyncio.current_task().cancelling())
    async with asyncio.timeout(10) as limit:
        await asyncio.sleep(0)
    print(limit.expired())
    try:
        limit.reschedule(1)
    except RuntimeError as e:
        print(e)
    try:
        async with asyncio.timeout(0):
            print("begins")
            await asyncio.sleep(0)
            print("not yet")
            await asyncio.sleep(0)
            print("never")
    except TimeoutError:
        print("at once")
    try:
        async with asyncio.timeout(0.04) as outer:
            try:
                async with asyncio.timeout(0.02):
                    await asyncio.sleep(10)
            except TimeoutError:
                print("inner", outer.expired())
            await asyncio.sleep(10)
    except TimeoutError:
        print("outer", outer.expired())
    async with asyncio.timeout(None) as never:
        never.reschedule(asyncio.get_running_loop().time() + 10)
    print(never.expired())


asyncio.run(main())
