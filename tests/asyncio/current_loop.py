import asyncio


def tries(name, call):
    try:
        print(name, call())
    except RuntimeError as e:
        print(name, repr(e))


async def inside(expected):
    print(asyncio.get_event_loop() is expected, asyncio.get_running_loop() is expected)
    asyncio.set_event_loop(None)
    print(asyncio.get_event_loop() is expected)
    tries("run", lambda: asyncio.run(nothing()))
    await asyncio.sleep(0)
    return "inside"


async def nothing():
    print("never")


tries("running", asyncio.get_running_loop)
first = asyncio.new_event_loop()
asyncio.set_event_loop(first)
print(asyncio.get_event_loop() is first)
print(first.run_until_complete(inside(first)))
tries("set to none by the coroutine", asyncio.get_event_loop)
second = asyncio.new_event_loop()
asyncio.set_event_loop(second)
print(first.run_until_complete(inside(first)))
asyncio.set_event_loop(second)
first.close()
print(asyncio.get_event_loop() is second, second.is_closed())
second.close()
print(asyncio.get_event_loop() is second, second.is_closed())


async def of_run():
    loop = asyncio.get_running_loop()
    print(loop is first, loop is second, loop is asyncio.get_event_loop())
    loop.call_soon(lambda: print(asyncio.get_event_loop() is loop))
    await asyncio.sleep(0)
    return loop


loop = asyncio.run(of_run())
print(loop.is_closed())
tries("after run", asyncio.get_event_loop)
print(asyncio.run(of_run()) is loop)
tries("current task", asyncio.current_task)
tries("all tasks", asyncio.all_tasks)
