import asyncio


async def main():
    loop = asyncio.get_running_loop()
    f = loop.create_future()
    f.add_done_callback(lambda f: print("callback", f.result()))
    loop.call_soon(print, "soon")
    f.set_result(1)
    print("set")
    await asyncio.sleep(0)
    print("after")


asyncio.run(main())
