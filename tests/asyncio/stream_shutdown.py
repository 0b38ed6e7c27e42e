import asyncio


async def main():
    def tell(loop, context):
        print("told:", context["message"].partition(" Stream")[0], repr(context["exception"]))

    asyncio.get_running_loop().set_exception_handler(tell)

    async def waits(reader, writer):
        print("serves")
        try:
            await reader.readline()
        finally:
            print("handler ends", writer.is_closing())
            writer.write(b"bye\n")
            writer.close()
            await writer.wait_closed()
            print("handler closed")

    server = await asyncio.start_server(waits, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1])

    async def client():
        try:
            print(await reader.read())
        except asyncio.CancelledError:
            print(await reader.read())
            for _ in range(7):
                writer.write(b"too late")
                try:
                    await writer.drain()
                    print("drained")
                except ConnectionError as exc:
                    print(repr(exc.__class__))
                    break
                await asyncio.sleep(0.02)
            raise

    task = asyncio.create_task(client())
    await asyncio.sleep(0.02)
    print("main ends", task.done())


asyncio.run(main())
