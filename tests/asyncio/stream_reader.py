import asyncio


async def raised(awaitable):
    try:
        return repr(await awaitable)
    except Exception as exc:
        return repr(exc)


async def main():
    reader = asyncio.StreamReader()
    reader.feed_data(b"first\nsecond\nrest")
    print(await reader.readline(), await reader.read(3), await reader.readexactly(4))
    print(repr(reader), reader.at_eof())
    reader.feed_data(b"")
    reader.feed_data(b"; more\r\n\r\nbody")
    print(await reader.readuntil(b"\r\n\r\n"))
    print(await reader.read(0), await reader.readexactly(0))
    reader.feed_eof()
    print(repr(reader), reader.at_eof())
    print(await reader.read(100), reader.at_eof(), await reader.read(1), await reader.readline())
    print(await raised(reader.readexactly(1)))
    try:
        reader.feed_data(b"late")
    except AssertionError as exc:
        print(repr(exc))

    for _ in range(2):
        reader = asyncio.StreamReader()
        reader.feed_data(b"abc")
        reader.feed_eof()
        try:
            await reader.readexactly(5)
        except asyncio.IncompleteReadError as exc:
            print(exc, exc.partial, exc.expected)
        print(reader.at_eof())

    reader = asyncio.StreamReader()
    reader.feed_data(b"no end")
    reader.feed_eof()
    try:
        await reader.readuntil(b"END")
    except asyncio.IncompleteReadError as exc:
        print(repr(exc), exc.partial, exc.expected)
    reader = asyncio.StreamReader()
    reader.feed_data(b"no newline")
    reader.feed_eof()
    print(await reader.readline(), await reader.readline())

    for limit in (0, -1):
        try:
            asyncio.StreamReader(limit=limit)
        except ValueError as exc:
            print(repr(exc))
    reader = asyncio.StreamReader(limit=4)
    reader.feed_data(b"toolong")
    try:
        await reader.readuntil(b"\n")
    except asyncio.LimitOverrunError as exc:
        print(repr(exc), exc.consumed)
    print(repr(reader))
    reader.feed_data(b"\nnext\nx")
    try:
        await reader.readuntil(b"\n")
    except asyncio.LimitOverrunError as exc:
        print(repr(exc), exc.consumed)
    print(await raised(reader.readline()))
    print(repr(reader))
    print(await reader.readline())
    reader.feed_data(b"123456789")
    print(await raised(reader.readline()))
    print(repr(reader))
    reader.feed_data(b"abcdSEP")
    print(await reader.readuntil(b"SEP"))
    reader.feed_data(b"abcdeSEP")
    print(await raised(reader.readuntil(b"SEP")))
    print(await reader.read(-5 + 6), await reader.readexactly(7))
    print(await raised(reader.readuntil(b"")))
    print(await raised(reader.readexactly(-1)))

    reader.set_exception(ValueError("broken"))
    print(repr(reader.exception()), repr(reader))
    for read in (reader.read(), reader.readline(), reader.readexactly(1), reader.readuntil(b"x")):
        print(await raised(read))

    reader = asyncio.StreamReader()
    reader.feed_data(b"one\n\ntwo\nthr")
    reader.feed_eof()
    async for line in reader:
        print(line)
    print(reader.at_eof())
    reader = asyncio.StreamReader(limit=2)
    reader.feed_data(b"everything")
    reader.feed_eof()
    print(await reader.read(), await reader.read(-1))


asyncio.run(main())
