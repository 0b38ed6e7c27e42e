import asyncio

one, two = asyncio.new_event_loop(), asyncio.new_event_loop()


def tries(name, call):
    try:
        print(name, call())
    except (RuntimeError, ValueError) as e:
        print(name, repr(e))


async def works(n):
    for i in range(n):
        print("works", i)
        await asyncio.sleep(0)
    return n


async def awaits(future, limit):
    return await asyncio.wait_for(future, limit)


future = two.create_future()
task = two.create_task(works(2))
tries("another's future", lambda: one.run_until_complete(future))
tries("another's task", lambda: one.run_until_complete(task))
one.call_soon(one.stop)
one.call_soon(print, "only its own")
one.run_forever()
future.set_result("a result")
tries("another's future that is done", lambda: one.run_until_complete(future))
tries("its own", lambda: two.run_until_complete(task))
tries("wait for another's", lambda: one.run_until_complete(awaits(two.create_future(), 0.02)))
tries("wait for another's at once", lambda: one.run_until_complete(awaits(two.create_future(), 0)))
print(one.run_until_complete(one.run_in_executor(None, max, 1, 2)))
one.run_until_complete(one.shutdown_default_executor())
tries("after the shutdown", lambda: one.run_in_executor(None, max, 1, 2))
tries("in a thread", lambda: one.run_until_complete(asyncio.to_thread(max, 1, 2)))
one.run_until_complete(one.shutdown_default_executor())
tries("of another loop", lambda: two.run_until_complete(two.run_in_executor(None, max, 3, 4)))
one.close()
tries("closed", lambda: one.run_in_executor(None, max, 1, 2))
two.close()
