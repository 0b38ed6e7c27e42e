import asyncio


async def left(name):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print(name, "is cancelled")
        await asyncio.sleep(0)
        print(name, "is cleaned up")
        raise


async def interrupts(exc):
    await asyncio.sleep(0)
    print("interrupts")
    raise exc


async def main(exc, by_child):
    if not by_child:
        asyncio.create_task(left("left"))
        await interrupts(exc)
    task = asyncio.create_task(interrupts(exc))
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("main is cancelled", task.done(), repr(task.exception()))
        raise


for exc, by_child in ((KeyboardInterrupt("stop"), False), (SystemExit(3), False), (KeyboardInterrupt(), True)):
    try:
        asyncio.run(main(exc, by_child))
    except BaseException as e:
        print("run raises", repr(e), e is exc)

loop = asyncio.new_event_loop()
beside = loop.create_task(left("beside"))
task = loop.create_task(interrupts(SystemExit("by hand")))
loop.call_soon(print, "queued")
try:
    loop.run_forever()
except SystemExit as e:
    print(repr(e), task.done(), loop.is_running())
loop.call_soon(loop.call_soon, beside.cancel)
try:
    loop.run_until_complete(beside)
except asyncio.CancelledError:
    print(beside.cancelled())
print(repr(task.exception()))
loop.close()
