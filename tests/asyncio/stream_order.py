import asyncio


async def main():
    async def serve(reader, writer):
        print("serve")
        while data := await reader.read(100):
            print("server reads", data)
            writer.write(data)
        print("server ends")
        writer.close()

    async def ticks():
        n = 0
        while True:
            print("tick", n)
            n += 1
            await asyncio.sleep(0)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    ticking = asyncio.create_task(ticks())
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    print("connected")
    for data in (b"one", b"two"):
        writer.write(data)
        print("client reads", await reader.read(100))
    writer.write_eof()
    print("client reads", await reader.read(100))
    writer.close()
    await writer.wait_closed()
    print("closed")
    ticking.cancel()
    server.close()
    try:
        await asyncio.open_connection("127.0.0.1", port)
    except ConnectionRefusedError:
        print("refused")


asyncio.run(main())
