import asyncio


async def main():
    clients = {}

    async def serve(reader, writer):
        name = (await reader.readline()).strip().decode()
        clients[name] = writer
        writer.write(f"welcome {name}, {len(clients)} here\n".encode())
        await writer.drain()
        async for line in reader:
            for other, to in clients.items():
                if other != name:
                    to.write(f"{name}: ".encode() + line)
            await asyncio.gather(*(to.drain() for to in clients.values()))
        del clients[name]
        for to in clients.values():
            to.write(f"{name} has left\n".encode())
        writer.close()

    async def listen(name, reader, said):
        async for line in reader:
            said.append(line.decode().rstrip())
        said.append("the end")

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        writers, listens, said = {}, {}, {}
        for name in ("ann", "bob", "cat"):
            reader, writers[name] = await asyncio.open_connection("127.0.0.1", port)
            writers[name].write(name.encode() + b"\n")
            print((await reader.readline()).decode().rstrip())
            said[name] = []
            listens[name] = asyncio.create_task(listen(name, reader, said[name]))

        async def until(name, count):
            while len(said[name]) < count:
                await asyncio.sleep(0.001)

        writers["ann"].write(b"hello\n")
        await until("bob", 1)
        await until("cat", 1)
        writers["bob"].write(b"hi\nhow are you?\n")
        await until("ann", 2)
        await until("cat", 3)
        for name in ("cat", "ann", "bob"):
            writers[name].write_eof()
            await listens[name]
            writers[name].close()
            await writers[name].wait_closed()
            print(name, said[name], sorted(clients))


asyncio.run(main())
