import asyncio

loop = asyncio.new_event_loop()


def stops(name):
    print(name, "stops")
    loop.call_soon(print, name, "leaves this")
    loop.stop()


async def works(name, n):
    for i in range(n):
        print(name, i)
        if i == 1:
            loop.stop()
        await asyncio.sleep(0)
    return name


loop.call_soon(print, "before")
loop.call_soon(stops, "a")
loop.call_soon(print, "same turn")
loop.call_soon(stops, "b")
loop.run_forever()
print("-- stopped before it runs")
loop.stop()
loop.call_soon(stops, "c")
loop.run_forever()
print("-- twice")
loop.stop()
loop.stop()
loop.run_forever()
print("-- in a task")
task = loop.create_task(works("task", 4))
other = loop.create_task(works("other", 1))
loop.run_forever()
print(task.done(), other.done(), loop.is_running())
loop.call_soon(print, "between")
loop.call_later(0.02, loop.stop)
loop.run_forever()
print(task.result(), other.result())
print("-- due timers")
loop.stop()
loop.call_later(0, print, "due")
loop.call_later(0.02, print, "not due")
loop.run_forever()
print("-- and then")
loop.call_later(0.04, stops, "timer")
loop.run_forever()
loop.close()
print(loop.is_closed())
