import asyncio


async def echo(reader, writer):
    async for line in reader:
        writer.write(line)
    writer.close()


async def connect(port):
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()
        await writer.wait_closed()
        print("connected")
    except OSError as exc:
        print(type(exc).__name__, exc.errno is not None, str(exc).replace(str(port), "PORT").partition("] ")[2])


async def main():
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"before\n")
    print(await reader.readline())
    await connect(port)
    waits = asyncio.create_task(server.wait_closed())
    await asyncio.sleep(0)
    server.close()
    server.close()
    print("closed", server.is_serving(), len(server.sockets))
    await connect(port)
    writer.write(b"still there\n")
    print(await reader.readline(), waits.done())
    writer.close()
    await waits
    print("all gone")
    await server.wait_closed()
    try:
        await server.serve_forever()
    except RuntimeError as exc:
        print(str(exc).partition(" sockets")[0], str(exc).partition("> ")[2])

    server = await asyncio.start_server(echo, "127.0.0.1", 0, start_serving=False)
    print(server.is_serving())
    port = server.sockets[0].getsockname()[1]
    serving = asyncio.create_task(server.serve_forever())
    await asyncio.sleep(0)
    print(server.is_serving())
    await connect(port)
    try:
        await server.serve_forever()
    except RuntimeError as exc:
        print(str(exc).partition("> ")[2])
    serving.cancel()
    try:
        await serving
    except asyncio.CancelledError:
        print("cancelled", server.is_serving())
    await connect(port)

    async with await asyncio.start_server(echo, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        serving = asyncio.create_task(server.serve_forever())
        await server.start_serving()
        await connect(port)
        print(server.get_loop() is asyncio.get_running_loop())
    try:
        await serving
    except asyncio.CancelledError:
        print("its end cancels")
    await connect(port)


asyncio.run(main())
