import asyncio


async def main():
    loop = asyncio.get_running_loop()

    def names():
        return sorted(task.get_name() for task in asyncio.all_tasks())

    def look(place):
        current = asyncio.current_task()
        print(place, current and current.get_name(), names())

    async def works(n):
        look("begins")
        for _ in range(n):
            await asyncio.sleep(0)
        look("ends")
        return n

    asyncio.current_task().set_name("main")
    look("main")
    loop.call_soon(look, "soon")
    one = asyncio.create_task(works(1), name="one")
    loop.call_later(0, look, "timer")
    two = asyncio.create_task(works(2), name="two")
    one.add_done_callback(lambda task: look("callback of " + task.get_name()))
    two.add_done_callback(lambda task: look("callback of " + task.get_name()))

    def makes():
        three = loop.create_task(works(0), name="three")
        look("maker")
        three.add_done_callback(lambda task: three.set_name("renamed"))

    loop.call_soon(makes)
    print(await two, one.result())
    look("main")
    cancelled = asyncio.create_task(works(5), name="cancelled")
    cancelled.cancel()
    look("main")
    await asyncio.sleep(0)
    look("main")
    print(cancelled.cancelled(), asyncio.current_task() in asyncio.all_tasks())
    await works(1)


asyncio.run(main())
