import asyncio

loop = asyncio.new_event_loop()


def tries(awaited):
    try:
        print("gives", loop.run_until_complete(awaited))
    except (Exception, asyncio.CancelledError) as e:
        print("raises", repr(e))


async def fine(value):
    await asyncio.sleep(0)
    return value


async def fails(key):
    await asyncio.sleep(0)
    raise KeyError(key)


done = loop.create_future()
done.set_result("done before")
loop.call_soon(print, "same turn")
loop.call_soon(loop.call_soon, print, "left for later")
tries(done)
later = loop.create_future()
loop.call_soon(loop.call_soon, later.set_result, "set by a callback")
tries(later)
tries(later)
failed = loop.create_future()
loop.call_later(0.02, failed.set_exception, ValueError("no"))
tries(failed)
tries(failed)
cancelled = loop.create_future()
loop.call_soon(cancelled.cancel, "enough")
tries(cancelled)
tries(fine(1))
tries(fails("k"))
task = loop.create_task(fine(2))
beside = loop.create_task(fails("beside"))
tries(task)
print(beside.done())
tries(beside)
never = loop.create_future()
loop.call_soon(loop.stop)
loop.call_soon(print, "after stop")
tries(never)
loop.call_soon(never.set_result, "now")
loop.call_soon(loop.stop)
tries(never)
tries(never)
loop.close()
