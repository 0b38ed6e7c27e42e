import asyncio


async def main():
    loop = asyncio.get_running_loop()
    loop.call_later(0, print, "timer of now")
    loop.call_soon(print, "soon 1")
    loop.call_at(loop.time() - 1, print, "timer of before")
    loop.call_soon(print, "soon 2")
    loop.call_later(-10, print, "timer of long before")
    loop.call_soon(print, "soon 3")
    print("queued")
    await asyncio.sleep(0)
    print("main goes on")
    await asyncio.sleep(0)

    def nested(n):
        print("nested", n)
        if n:
            loop.call_later(0, nested, n - 1)
            loop.call_soon(print, "soon of", n)

    loop.call_at(loop.time(), nested, 2)
    for i in range(5):
        print("turn", i)
        await asyncio.sleep(0)
    future = loop.create_future()
    loop.call_later(0, future.set_result, "by a timer")
    loop.call_soon(print, "before the timer")

    async def other():
        print("other begins")
        await asyncio.sleep(0)
        print("other ends")

    task = asyncio.create_task(other())
    print(await future)
    await asyncio.sleep(-1)
    print(task.done())

    def late():
        loop.call_soon(print, "soon of late")
        loop.call_at(0, print, "timer of the beginning")
        print("late")

    loop.call_later(0.02, late)
    loop.call_later(0.04, print, "last")
    await asyncio.sleep(0.08)


asyncio.run(main())
