import asyncio


async def main():
    goes_on = asyncio.Event()

    async def serve(reader, writer):
        writer.write(b"hal")
        await goes_on.wait()
        writer.write(b"f\nand more\n")
        try:
            await asyncio.wait_for(reader.read(1), 0.02)
        except TimeoutError as exc:
            print("server", repr(exc))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for read in (reader.readline, reader.readline):
        try:
            await asyncio.wait_for(read(), 0.03)
        except TimeoutError as exc:
            print("client", repr(exc))
    try:
        async with asyncio.timeout(0.02):
            await reader.readexactly(100)
    except TimeoutError as exc:
        print("client", repr(exc), repr(exc.__cause__))
    waits = asyncio.create_task(reader.readline())
    await asyncio.sleep(0.01)
    waits.cancel()
    print(await asyncio.gather(waits, return_exceptions=True))
    goes_on.set()
    print(await asyncio.wait_for(reader.readline(), 5), await reader.readline(), await reader.readline())
    waits = asyncio.create_task(writer.wait_closed())
    await asyncio.sleep(0)
    print(waits.done())
    writer.close()
    await waits
    server.close()
    await server.wait_closed()
    try:
        await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port), 5)
    except OSError as exc:
        print(type(exc).__name__)


asyncio.run(main())
