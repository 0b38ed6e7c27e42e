import asyncio


async def main():
    loop = asyncio.get_running_loop()

    def chain(name, depth):
        print(name, depth)
        if depth:
            loop.call_soon(chain, name, depth - 1)

    def twice(name):
        print(name)
        loop.call_soon(print, "from", name, 1)
        loop.call_soon(print, "from", name, 2)

    async def ticks(n):
        for i in range(n):
            print("tick", i)
            await asyncio.sleep(0)

    loop.call_soon(chain, "a", 2)
    task = asyncio.create_task(ticks(4))
    loop.call_soon(chain, "b", 3)
    print("queued")
    await asyncio.sleep(0)
    print("main after a turn")
    future = loop.create_future()
    future.add_done_callback(lambda f: print("callback", f.result()))
    loop.call_soon(twice, "x")
    loop.call_soon(future.set_result, "value")
    loop.call_soon(twice, "y")
    print("main has", await future)
    future.add_done_callback(lambda f: print("added late", f.result()))
    loop.call_soon(print, "queued after that")
    print("nothing yet")
    await task
    print("end")


asyncio.run(main())
