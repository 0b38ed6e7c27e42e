import asyncio


async def say(text, times):
    for n in range(times):
        print(text, n)
        await asyncio.sleep(0)
    return text


loop = asyncio.get_event_loop()
print(loop.run_until_complete(say("first", 2)), loop.is_running(), loop.is_closed())
other = loop.create_task(say("other", 3))
print(loop.run_until_complete(say("second", 1)), other.done())
loop.call_later(0.01, loop.stop)
loop.run_forever()
print(other.done(), other.result())


async def stops():
    loop.call_soon(print, "after stop")
    loop.stop()
    await asyncio.sleep(0)
    print("same turn?")
    await asyncio.sleep(5)


try:
    loop.run_until_complete(stops())
except RuntimeError as e:
    print(e)
for task in asyncio.all_tasks(loop):
    task.cancel()
loop.run_until_complete(asyncio.sleep(0))
loop.close()
try:
    loop.run_until_complete(asyncio.sleep(0))
except RuntimeError as e:
    print(e)
new = asyncio.new_event_loop()
asyncio.set_event_loop(new)
print(asyncio.get_event_loop() is new)
order = []
new.call_later(0.003, order.append, "c")
new.call_later(0.001, order.append, "a")
new.call_at(new.time() + 0.002, order.append, "b")
new.call_soon(order.append, "soon")
new.call_later(0, order.append, "zero")
cancelled = new.call_later(0.002, order.append, "never")
cancelled.cancel()
new.call_later(0.02, new.stop)
new.run_forever()
print(order, cancelled.cancelled())
print(new.run_until_complete(new.run_in_executor(None, sum, [1, 2, 3])))
new.close()
asyncio.run(say("run", 1))
try:
    asyncio.get_event_loop()
except RuntimeError as e:
    print(e)
