import asyncio

loop = asyncio.new_event_loop()


def tries(name, call):
    try:
        print(name, call())
    except RuntimeError as e:
        print(name, repr(e))


async def waits(future):
    print("waits")
    await future
    print("never")


async def closes():
    tries("close", loop.close)
    await asyncio.sleep(0)
    print(loop.is_running(), loop.is_closed())


loop.run_until_complete(closes())
future = loop.create_future()
task = loop.create_task(waits(future))
loop.call_later(0.02, print, "never")
loop.call_soon(loop.call_soon, print, "never")
loop.stop()
loop.run_forever()
loop.close()
print(loop.is_running(), loop.is_closed(), task.done())
loop.close()
tries("call_soon", lambda: loop.call_soon(print))
tries("call_later", lambda: loop.call_later(0, print))
tries("call_at", lambda: loop.call_at(0, print))
tries("run_forever", loop.run_forever)
tries("run_until_complete", lambda: loop.run_until_complete(future))
tries("run_in_executor", lambda: loop.run_in_executor(None, print))
tries("stop", loop.stop)
sleeps = asyncio.sleep(0)
tries("create_task", lambda: loop.create_task(sleeps))
sleeps.close()
made = loop.create_future()
print(made.done(), made.get_loop() is loop, loop.time() >= 0)
made.set_result("a result")
print(made.result())
print(future.done(), task.done())
