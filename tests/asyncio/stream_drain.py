import asyncio

MANY = 16 * 1024 * 1024


async def main():
    begin = asyncio.Event()
    total = asyncio.get_running_loop().create_future()

    async def slow(reader, writer):
        await begin.wait()
        count = 0
        while data := await reader.read(50_000):
            assert data == bytes(len(data))
            count += len(data)
        total.set_result(count)
        writer.close()

    server = await asyncio.start_server(slow, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    print(writer.transport.get_write_buffer_size())
    writer.write(b"\0")
    await writer.drain()
    writer.write(bytes(MANY))
    print(writer.transport.get_write_buffer_size() > 65536)
    drains = [asyncio.create_task(writer.drain()) for _ in range(3)]
    await asyncio.sleep(0.05)
    print([drain.done() for drain in drains])
    drains[1].cancel()
    begin.set()
    print([type(result).__name__ for result in await asyncio.gather(*drains, return_exceptions=True)])
    print(writer.transport.get_write_buffer_size() <= 16384)
    writer.transport.set_write_buffer_limits(high=10)
    writer.write_eof()
    print(await total)
    print(await reader.read())
    writer.close()
    await writer.wait_closed()
    try:
        writer.transport.set_write_buffer_limits(high=1, low=2)
    except ValueError as exc:
        print(exc)

    # What was written is sent after the close.
    begin.clear()
    total = asyncio.get_running_loop().create_future()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(bytes(MANY))
    writer.close()
    closes = asyncio.create_task(writer.wait_closed())
    await asyncio.sleep(0.02)
    print(writer.is_closing(), closes.done())
    begin.set()
    await closes
    print(await total)

    # And not after an abort.
    begin.clear()
    total = asyncio.get_running_loop().create_future()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(bytes(MANY))
    drain = asyncio.create_task(writer.drain())
    await asyncio.sleep(0.02)
    writer.transport.abort()
    print(writer.is_closing(), writer.transport.get_write_buffer_size())
    await writer.wait_closed()
    print(await drain, reader.at_eof())
    begin.set()
    print(await total < MANY)
    server.close()


asyncio.run(main())
