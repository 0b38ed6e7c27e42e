import asyncio


async def main():
    loop = asyncio.get_running_loop()

    def tell(loop, context):
        print("told:", context["message"].partition(" Stream")[0], repr(context["exception"]))

    loop.set_exception_handler(tell)
    kept = []

    async def fails(reader, writer):
        raise ValueError(await reader.readline())

    async def leaves(reader, writer):
        writer.write(b"left open\n")

    def plain(reader, writer):
        kept.append(writer)
        writer.write(b"plain\n")

    def breaks(reader, writer):
        writer.close()
        raise KeyError("plain")

    for handler in (fails, leaves, plain, breaks):
        server = await asyncio.start_server(handler, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1])
        if handler is fails:
            writer.write(b"hello\n")
        if handler in (leaves, plain):
            print(await reader.readline())
            try:
                await asyncio.wait_for(reader.read(), 0.03)
            except TimeoutError:
                print("open")
        else:
            await reader.read()
            print("ended")
        writer.close()
        server.close()
    print(len(kept), kept[0].is_closing())
    kept[0].close()
    await kept[0].wait_closed()
    print(len(asyncio.all_tasks()))


asyncio.run(main())
