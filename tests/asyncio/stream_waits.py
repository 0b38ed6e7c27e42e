import asyncio


async def read(name, awaitable):
    try:
        print(name, await awaitable)
    except asyncio.CancelledError:
        print(name, "cancelled")
        raise
    except Exception as exc:
        print(name, repr(exc))


async def ticks():
    for n in range(12):
        print("tick", n)
        await asyncio.sleep(0)


async def main():
    reader = asyncio.StreamReader()
    ticking = asyncio.create_task(ticks())
    first = asyncio.create_task(read("first", reader.readexactly(4)))
    await asyncio.sleep(0)
    print(repr(reader.at_eof()))
    await read("second", reader.readline())
    reader.feed_data(b"ab")
    print("fed ab")
    await asyncio.sleep(0)
    reader.feed_data(b"cdef\ngh")
    print("fed the rest")
    await first

    waits = asyncio.create_task(read("waits", reader.readuntil(b"gh\n")))
    await asyncio.sleep(0)
    waits.cancel()
    print(await asyncio.gather(waits, return_exceptions=True) != [])
    reader.feed_data(b"\n")
    print(await reader.readline(), await reader.readuntil(b"\n"))

    # Fed and cancelled in one turn: nothing is lost.
    waits = asyncio.create_task(read("both", reader.read(10)))
    await asyncio.sleep(0)
    reader.feed_data(b"kept")
    waits.cancel()
    await asyncio.gather(waits, return_exceptions=True)
    print(await reader.read(10))

    # Cancelled, and fed before it knows.
    waits = asyncio.create_task(read("other", reader.read(10)))
    await asyncio.sleep(0)
    waits.cancel()
    reader.feed_data(b"kept too")
    await asyncio.gather(waits, return_exceptions=True)
    print(await reader.read(10))

    waits = asyncio.create_task(read("raises", reader.readline()))
    await asyncio.sleep(0)
    reader.set_exception(ConnectionResetError("gone"))
    await waits
    await read("again", reader.read(1))

    reader = asyncio.StreamReader()
    waits = asyncio.create_task(read("all", reader.read()))
    for part in (b"a", b"b", b"c"):
        reader.feed_data(part)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    reader.feed_eof()
    await waits
    waits = asyncio.create_task(read("end", reader.readexactly(2)))
    await waits
    await ticking

    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    loop.call_later(0.06, reader.feed_data, b"in time")
    for _ in range(2):
        try:
            print(await asyncio.wait_for(reader.read(100), 0.04))
        except asyncio.TimeoutError as exc:
            print(repr(exc))
    try:
        async with asyncio.timeout(0.02):
            await reader.readline()
    except TimeoutError as exc:
        print(repr(exc))
    loop.call_later(0.02, reader.feed_data, b"line")
    loop.call_later(0.04, reader.feed_data, b"\n")
    async with asyncio.timeout(10):
        print(await reader.readline())


asyncio.run(main())
