import asyncio


async def step(name, seconds):
    print(f"-> {name}")
    await asyncio.sleep(seconds)
    print(f"<- {name}")
    return name


async def simple():
    try:
        async with asyncio.timeout(0.05):
            await step("short", 0.01)
            await step("long", 1)
            print("not reached")
    except TimeoutError:
        print("simple timed out")


async def not_reached():
    async with asyncio.timeout(1) as cm:
        await step("inside", 0.01)
    print("expired?", cm.expired())


async def nested():
    try:
        async with asyncio.timeout(1) as outer:
            try:
                async with asyncio.timeout(0.03) as inner:
                    await step("nested", 2)
            except TimeoutError:
                print("inner", inner.expired(), "outer", outer.expired())
                await step("fallback", 0.01)
    except TimeoutError:
        print("wrong one")


async def reschedule():
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(None) as cm:
            print("deadline", cm.when())
            await step("unlimited", 0.02)
            cm.reschedule(loop.time() + 0.03)
            print("deadline set", cm.when() is not None)
            await step("limited", 3)
    except TimeoutError as exc:
        print("rescheduled timeout", repr(exc), cm.expired())


async def main():
    for test in (simple, not_reached, nested, reschedule):
        print(f"== {test.__name__}")
        await test()


asyncio.run(main())
