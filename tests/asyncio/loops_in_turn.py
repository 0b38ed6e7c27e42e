import asyncio

one, two = asyncio.new_event_loop(), asyncio.new_event_loop()


async def ticks(name, n):
    for i in range(n):
        print(name, i, asyncio.get_running_loop() is one)
        await asyncio.sleep(0)
    return name


async def awaits(future):
    try:
        await future
    except RuntimeError as e:
        print(str(e).endswith("attached to a different loop"))
    return future.get_loop() is two


async def makes():
    return two.create_task(ticks("made", 1))


async def nested(loop, awaited):
    try:
        loop.run_until_complete(awaited)
    except RuntimeError as e:
        print(e)
    await asyncio.sleep(0)


left = one.create_task(ticks("left", 5))
print(one.run_until_complete(ticks("first", 1)), left.done())
two.call_soon(print, "queued in two")
print(two.run_until_complete(ticks("second", 2)), left.done())
one.call_soon(print, "queued in one")
print(one.run_until_complete(left))
foreign = two.create_future()
print(one.run_until_complete(awaits(foreign)), foreign.done())
task = one.run_until_complete(makes())
print(task.done(), task.get_loop() is two)
one.run_until_complete(nested(two, task))
print(task.done(), two.run_until_complete(task))
one.run_until_complete(nested(one, ticks("never begins", 1)))
one.run_until_complete(ticks("last", 1))
one.close()
two.call_soon(foreign.set_result, "result")
print(one.is_closed(), two.is_closed(), two.run_until_complete(foreign))
two.close()
