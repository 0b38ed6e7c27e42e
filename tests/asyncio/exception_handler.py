import asyncio


async def main():
    loop = asyncio.get_running_loop()

    def told(loop, context):
        print("told:", context["message"].partition(" main.")[0], repr(context.get("exception")))

    def raises(n):
        print("raises", n)
        raise ValueError(n)

    async def fails(name, exc):
        await asyncio.sleep(0)
        print(name, "fails")
        raise exc

    loop.set_exception_handler(told)
    loop.call_soon(raises, 1)
    loop.call_soon(print, "after 1")
    loop.call_later(0, raises, 2)
    await asyncio.sleep(0)
    print("main")
    future = loop.create_future()
    future.set_exception(KeyError("future"))
    del future
    print("gone")
    future = loop.create_future()
    future.set_exception(KeyError("asked for"))
    print(repr(future.exception()))
    del future
    task = asyncio.create_task(fails("kept", TypeError("kept")))
    asyncio.create_task(fails("dropped", TypeError("dropped")))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print("both have failed", task.done())
    try:
        await task
    except TypeError as e:
        print("main has", repr(e))
    del task
    task = asyncio.create_task(fails("cancelled", TypeError("never")))
    task.cancel()
    await asyncio.sleep(0)
    del task
    loop.set_exception_handler(lambda loop, context: print("another is told", repr(context["exception"])))
    loop.call_soon(raises, 3)
    await asyncio.sleep(0)
    print("end")


asyncio.run(main())
