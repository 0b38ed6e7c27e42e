import asyncio


async def works(name, delay, fails=False):
    await asyncio.sleep(delay)
    print(name, "ends")
    if fails:
        raise ValueError(name)
    return name


async def main():
    def tasks():
        return [asyncio.create_task(works(*args)) for args in (("a", 0.06), ("b", 0.02), ("c", 0.04, True))]

    def names(done):
        return sorted("!" if t.exception() else t.result() for t in done)

    these = tasks()
    done, pending = await asyncio.wait(these, return_when=asyncio.FIRST_COMPLETED)
    print(names(done), len(pending))
    done, pending = await asyncio.wait(these, return_when=asyncio.FIRST_EXCEPTION)
    print(names(done), len(pending))
    done, pending = await asyncio.wait(these)
    print(names(done), len(pending))
    these = tasks()
    done, pending = await asyncio.wait(these, timeout=0.03)
    print(names(done), len(pending))
    for future in asyncio.as_completed(these):
        try:
            print(await future)
        except ValueError as e:
            print(repr(e))
    for future in asyncio.as_completed([works("x", 0.02), works("y", 10)], timeout=0.05):
        try:
            print(await future)
        except TimeoutError as e:
            print(repr(e))
    try:
        await asyncio.wait([])
    except ValueError as e:
        print(e)


asyncio.run(main())
