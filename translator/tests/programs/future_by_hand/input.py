import asyncio


async def set_after(fut, delay, value):
    await asyncio.sleep(delay)
    fut.set_result(value)


def old_style_api(loop, n, callback):
    """Calls back some time later, like libraries did before async/await."""
    if n < 0:
        loop.call_soon(callback, ValueError(f"negative: {n}"), None)
    else:
        loop.call_later(0.02, callback, None, n ** 0.5)


def wrap(n):
    loop = asyncio.get_running_loop()
    fut = loop.create_future()

    def callback(error, value):
        if error:
            fut.set_exception(error)
        else:
            fut.set_result(value)

    old_style_api(loop, n, callback)
    return fut


async def main():
    loop = asyncio.get_running_loop()
    fut = loop.create_future()
    print("done?", fut.done())
    try:
        fut.result()
    except asyncio.InvalidStateError as e:
        print("InvalidStateError:", e)
    loop.create_task(set_after(fut, 0.03, "... world"))
    print("hello ...")
    print(await fut)
    print("done?", fut.done(), fut.result(), fut.exception())
    try:
        fut.set_result("again")
    except asyncio.InvalidStateError:
        print("only once")

    print(await wrap(6.25))
    print(await asyncio.gather(wrap(9), wrap(16), wrap(25)))
    try:
        await wrap(-1)
    except ValueError as e:
        print("ValueError:", e)

    c = asyncio.Future()
    c.add_done_callback(lambda f: print("callback, cancelled:", f.cancelled()))
    print(c.cancel(), c.cancel())
    try:
        await c
    except asyncio.CancelledError:
        print("awaiting a cancelled future")


asyncio.run(main())
