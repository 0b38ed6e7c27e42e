import asyncio


async def serve(reader, writer):
    everything = await reader.read()
    print("server has", everything, reader.at_eof())
    writer.write(b"%d bytes\n" % len(everything))
    await writer.drain()
    print("can write eof", writer.can_write_eof())
    writer.write_eof()
    print("server waits", await reader.read(1))
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    print(writer.get_extra_info("peername") == server.sockets[0].getsockname(), writer.is_closing())
    print(writer.get_extra_info("sockname")[0])
    writer.write(b"one ")
    writer.write(b"two")
    writer.write_eof()
    writer.write_eof()
    try:
        writer.write(b"three")
    except RuntimeError as exc:
        print(repr(exc))
    print(await reader.readline())
    print(await reader.readline(), reader.at_eof())
    writer.close()
    writer.close()
    print(writer.is_closing())
    await writer.wait_closed()
    await writer.wait_closed()
    writer.write_eof()
    try:
        await writer.drain()
    except ConnectionResetError as exc:
        print(repr(exc))
    server.close()
    await server.wait_closed()


asyncio.run(main())
