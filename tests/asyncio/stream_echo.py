import asyncio


async def echo(reader, writer):
    while line := await reader.readline():
        writer.write(line.upper())
        await writer.drain()
    writer.close()
    await writer.wait_closed()


async def client(port, name, lines, results):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answers = []
    for line in lines:
        writer.writelines([line, b"\n"])
        await writer.drain()
        answers.append(await reader.readline())
    writer.close()
    await writer.wait_closed()
    results[name] = answers, reader.at_eof(), await reader.read()


async def main():
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    print(len(server.sockets), server.sockets[0].getsockname()[0], port > 0, server.is_serving())
    results = {}
    names = ["a", "b", "c"]
    await asyncio.gather(*(client(port, name, [f"{name} {n}".encode() for n in range(3)], results) for name in names))
    for name in names:
        print(name, results[name])
    await client(port, "none", [], results)
    print(results["none"])
    server.close()
    await server.wait_closed()
    print(server.sockets, server.is_serving())


asyncio.run(main())
