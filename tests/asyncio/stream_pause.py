import asyncio

MANY = 2 * 1024 * 1024


async def main():
    async def serve(reader, writer):
        writer.write(b"line\n" + bytes(MANY) + b"\nend\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1000)
    await asyncio.sleep(0.03)
    print("paused" in repr(reader), "limit=1000" in repr(reader))
    print(await reader.readline(), "paused" in repr(reader))
    zeros = await reader.readexactly(MANY)
    print(len(zeros), zeros.count(0))
    print(await reader.readuntil(b"\nend"))
    print(await reader.read(), "paused" in repr(reader), reader.at_eof())
    writer.close()
    server.close()


asyncio.run(main())
