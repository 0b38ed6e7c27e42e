import asyncio


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: print(context["message"][:21], repr(context["exception"])))
    future = loop.create_future()

    def fails(future):
        print("fails", future.result())
        raise ValueError(future.result())

    future.add_done_callback(fails)
    future.add_done_callback(lambda future: print("goes on", future.result()))
    future.set_result(1)
    await asyncio.sleep(0)
    print("end")


asyncio.run(main())
