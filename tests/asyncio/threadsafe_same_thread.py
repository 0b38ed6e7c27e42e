import asyncio


async def main():
    loop = asyncio.get_running_loop()

    def both(n):
        print("both", n)
        loop.call_soon_threadsafe(print, "safe of", n)
        loop.call_soon(print, "soon of", n)
        if n:
            loop.call_soon_threadsafe(both, n - 1)

    loop.call_soon(print, "soon 1")
    loop.call_soon_threadsafe(print, "safe 1")
    loop.call_soon(print, "soon 2")
    loop.call_soon_threadsafe(both, 2)
    loop.call_soon(print, "soon 3")
    for i in range(5):
        print("turn", i)
        await asyncio.sleep(0)
    future = loop.create_future()
    loop.call_later(0.02, loop.call_soon_threadsafe, future.set_result, "a value")
    print(await future)
    loop.call_soon(loop.stop)
    loop.call_soon_threadsafe(print, "same turn as the stop")
    await asyncio.sleep(0)
    print("main too")
    await asyncio.sleep(0)
    print("never before the next run")


loop = asyncio.new_event_loop()
loop.call_soon(print, "before the run")
loop.call_soon_threadsafe(print, "safe before the run")
loop.call_soon(print, "soon before the run")
task = loop.create_task(main())
loop.run_forever()
print("--", task.done())
loop.run_until_complete(task)
loop.close()
try:
    loop.call_soon_threadsafe(print, "closed")
except RuntimeError as e:
    print(e)
