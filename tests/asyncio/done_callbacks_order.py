import asyncio


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: print("handler", context["message"][:21], repr(context["exception"])))

    def named(name):
        def callback(future):
            print(name, future.result(), asyncio.current_task())

        return callback

    def raises(future):
        print("raises")
        raise ValueError(f"in a callback: {future.result()}")

    def adds(future):
        print("adds")
        future.add_done_callback(named("added in a callback"))
        loop.call_soon(print, "soon, from a callback")

    future = loop.create_future()
    a, b = named("a"), named("b")
    future.add_done_callback(a)
    future.add_done_callback(raises)
    future.add_done_callback(adds)
    future.add_done_callback(b)
    future.add_done_callback(named("c"))
    print("removed", future.remove_done_callback(b), future.remove_done_callback(b))
    loop.call_soon(print, "soon, before")
    future.set_result(1)
    loop.call_soon(print, "soon, after")
    future.add_done_callback(named("d"))
    print("too late", future.remove_done_callback(a))
    print(await future)
    for turn in range(3):
        await asyncio.sleep(0)
        print("turn", turn)

    # Awaiting adds a callback as others do.
    async def waits(name, future):
        print(name, await future)

    future = loop.create_future()
    future.add_done_callback(named("first"))
    tasks = [asyncio.create_task(waits(name, future)) for name in ("x", "y")]
    await asyncio.sleep(0)
    future.add_done_callback(named("last"))
    tasks[0].add_done_callback(lambda task: print("x is done", tasks[1].done()))
    future.set_result(2)
    await asyncio.gather(*tasks)
    # A cancelled one has its callbacks called, too.
    future = loop.create_future()
    future.add_done_callback(lambda future: print("cancelled", future.cancelled(), future.cancel()))
    future.cancel()
    print("before")
    await asyncio.sleep(0)


asyncio.run(main())
