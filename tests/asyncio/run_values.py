import asyncio


class Special(LookupError):
    pass


async def nothing():
    pass


async def value(depth):
    await asyncio.sleep(0)
    return [depth] if depth == 0 else [depth] + await value(depth - 1)


async def raises(exc):
    try:
        await asyncio.sleep(0)
        raise exc
    finally:
        print("finally")


async def cancels_itself():
    asyncio.current_task().cancel()
    print("goes on to the next await")
    await asyncio.sleep(0)
    print("never")


async def survives():
    asyncio.current_task().cancel()
    try:
        await asyncio.sleep(0)
    except asyncio.CancelledError:
        return asyncio.current_task().cancelling()


async def ends_cancelled():
    asyncio.current_task().cancel()
    return "a value"


async def awaits_a_cancelled():
    future = asyncio.get_running_loop().create_future()
    future.cancel("elsewhere")
    await future


async def with_a_timeout():
    async with asyncio.timeout(0.02):
        await asyncio.sleep(10)


exc = Special("special")
for coroutine in (nothing(), value(3), raises(exc), raises(KeyError(1)), cancels_itself(), survives(), ends_cancelled(),
                  awaits_a_cancelled(), with_a_timeout(), value(0)):
    try:
        print("gives", asyncio.run(coroutine))
    except LookupError as e:
        print("raises", repr(e), e is exc, isinstance(e, KeyError))
    except (Exception, asyncio.CancelledError) as e:
        print("raises", repr(e))
