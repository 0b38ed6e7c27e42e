import asyncio


async def averager():
    total = 0.0
    count = 0
    average = None
    while True:
        try:
            value = yield average
        except ValueError as e:
            print("ignored:", e)
            continue
        if value is None:
            continue
        total += value
        count += 1
        average = total / count
        await asyncio.sleep(0)


async def main():
    avg = averager()
    print("primed:", await avg.asend(None))
    for x in (10, 20, 60):
        print(f"sent {x}, average {await avg.asend(x):.2f}")
    print("thrown:", await avg.athrow(ValueError("bad reading")))
    print(await avg.__anext__())
    await avg.aclose()
    try:
        await avg.asend(5)
    except StopAsyncIteration:
        print("closed for good")

    async def stubborn():
        try:
            yield 1
            yield 2
        except GeneratorExit:
            print("asked to leave")
            raise
        finally:
            await asyncio.sleep(0.01)
            print("left")

    s = stubborn()
    print(await s.asend(None))
    await s.aclose()

    try:
        await averager().asend("too early")
    except TypeError as e:
        print("TypeError:", e)


asyncio.run(main())
