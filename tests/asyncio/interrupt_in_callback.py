import asyncio

loop = asyncio.new_event_loop()


def interrupts(exc):
    print("interrupts")
    loop.call_soon(print, "queued by it")
    raise exc


async def works(n):
    for i in range(n):
        print("works", i)
        await asyncio.sleep(0)
    return n


def runs(run, *args):
    try:
        print("gives", run(*args))
    except BaseException as e:
        print("raises", repr(e), loop.is_running())


loop.call_soon(print, "before")
loop.call_soon(interrupts, KeyboardInterrupt("now"))
loop.call_soon(print, "left over")
task = loop.create_task(works(3))
runs(loop.run_forever)
runs(loop.run_until_complete, task)
loop.call_later(0.02, interrupts, SystemExit(2))
runs(loop.run_forever)
loop.stop()
loop.call_soon(interrupts, KeyboardInterrupt("with a stop"))
runs(loop.run_forever)
runs(loop.run_until_complete, works(2))
loop.set_exception_handler(lambda loop, context: print("told", repr(context["exception"])))
loop.call_soon(interrupts, ValueError("an ordinary one"))
runs(loop.run_until_complete, works(2))
loop.close()


async def main():
    asyncio.get_running_loop().call_soon(raises)
    try:
        await asyncio.sleep(10)
    finally:
        print("main ends")


def raises():
    raise KeyboardInterrupt("in run")


runs(asyncio.run, main())
