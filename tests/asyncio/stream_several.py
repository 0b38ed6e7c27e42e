import asyncio


async def main():
    async def serve(reader, writer):
        name = (await reader.readline()).decode().strip()
        print("serve", name)
        writer.write(b"hello\n")
        async for line in reader:
            print("server reads", name, line)
            writer.write(line + line)
        print("server ends", name)
        writer.close()
        await writer.wait_closed()
        print("server closed", name)

    async def client(port, name, pauses):
        print("begin", name)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        print("connected", name)
        writer.write(name.encode() + b"\n")
        for n in range(pauses):
            writer.write(b"%d\n" % n)
            await asyncio.sleep(0)
        print("client reads", name, await reader.readline())
        writer.write_eof()
        async for line in reader:
            print("client reads", name, line)
        writer.close()
        await writer.wait_closed()
        print("closed", name)

    async def ticks():
        n = 0
        while True:
            print("tick", n)
            n += 1
            await asyncio.sleep(0)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    ticking = asyncio.create_task(ticks())
    await asyncio.gather(client(port, "a", 0), client(port, "b", 3), client(port, "c", 1))
    await client(port, "d", 2)
    ticking.cancel()
    server.close()


asyncio.run(main())
