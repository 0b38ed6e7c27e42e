import asyncio


class Stats:
    def __init__(self):
        self.connections = 0
        self.bytes = 0


stats = Stats()


async def handle(reader, writer):
    stats.connections += 1
    peer = writer.get_extra_info("peername")
    assert peer[0] == "127.0.0.1"
    try:
        while True:
            line = await reader.readline()
            if not line:
                break
            stats.bytes += len(line)
            text = line.decode().strip()
            if text == "quit":
                writer.write(b"bye\n")
                await writer.drain()
                break
            writer.write(text.upper().encode() + b"\n")
            await writer.drain()
    finally:
        writer.close()
        await writer.wait_closed()


async def client(port, messages):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answers = []
    for message in messages:
        writer.write(f"{message}\n".encode())
        await writer.drain()
        answer = await reader.readline()
        answers.append(answer.decode().rstrip())
    writer.close()
    await writer.wait_closed()
    return answers


async def main():
    server = await asyncio.start_server(handle, host="127.0.0.1", port=0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        serving = asyncio.create_task(server.serve_forever())
        await asyncio.sleep(0)
        print(server.is_serving())
        results = await asyncio.gather(client(port, ["hello", "world"]), client(port, ["a", "quit"]))
        print(results)
        serving.cancel()
        try:
            await serving
        except asyncio.CancelledError:
            print("server cancelled")
    print(stats.connections, stats.bytes)


asyncio.run(main())
