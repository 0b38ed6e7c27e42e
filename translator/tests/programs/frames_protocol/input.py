import asyncio


async def read_frame(reader):
    header = await reader.readexactly(4)
    size = int.from_bytes(header, "big")
    return await reader.readexactly(size)


def write_frame(writer, payload):
    writer.write(len(payload).to_bytes(4, "big"))
    writer.write(payload)


async def on_client(reader, writer):
    try:
        while True:
            frame = await read_frame(reader)
            write_frame(writer, frame[::-1])
            await writer.drain()
    except asyncio.IncompleteReadError as e:
        print("client left with", len(e.partial), "bytes")
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(on_client, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    reader, writer = await asyncio.open_connection(host, port)
    for word in (b"abc", b"", b"stressed"):
        write_frame(writer, word)
        await writer.drain()
        print(await read_frame(reader))
    writer.writelines([b"xy", b"z"])
    writer.write_eof()
    print(await reader.read())
    writer.close()
    await writer.wait_closed()
    await asyncio.sleep(0.01)
    server.close()
    await server.wait_closed()
    reader = asyncio.StreamReader()
    reader.feed_data(b"one;two;three")
    reader.feed_eof()
    print(await reader.readuntil(b";"), await reader.readuntil(separator=b";"), await reader.read(2), reader.at_eof())
    lines = asyncio.StreamReader()
    lines.feed_data(b"a\nb\nc")
    lines.feed_eof()
    async for line in lines:
        print(line)


asyncio.run(main())
