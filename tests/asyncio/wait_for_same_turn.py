import asyncio
import time


async def ticks(n):
    for i in range(n):
        print("tick", i)
        await asyncio.sleep(0)


async def inner(name, future):
    try:
        result = await future
        print(name, "has", result)
        return result
    except asyncio.CancelledError as e:
        print(name, repr(e))
        raise


async def attempt(name, awaited, timeout):
    try:
        print(name, "gives", await asyncio.wait_for(awaited, timeout))
    except TimeoutError as e:
        print(name, repr(e))


async def main():
    loop = asyncio.get_running_loop()

    def late():
        # The loop stands still, so that all timers are due at once.
        time.sleep(0.08)
        asyncio.create_task(ticks(4))

    # The future's timer comes first: its task is woken after the timeout.
    future = loop.create_future()
    loop.call_later(0.06, future.set_result, "just in time")
    loop.call_later(0.01, late)
    await attempt("a", inner("a", future), 0.08)
    await asyncio.sleep(0)
    # The future itself is done before the timeout.
    future = loop.create_future()
    loop.call_later(0.06, future.set_result, "a future")
    loop.call_later(0.01, late)
    await attempt("b", future, 0.08)
    await asyncio.sleep(0.01)
    # The timeout comes first, and the future is set in the same turn.
    future = loop.create_future()
    loop.call_later(0.08, future.set_result, "too late")
    loop.call_later(0.01, late)
    await attempt("c", inner("c", future), 0.06)
    print(future.result())
    await asyncio.sleep(0.01)
    # Two timeouts, one around the other; the inner one's timer is the earlier, and then the outer one's.
    for one, other in ((0.06, 0.08), (0.08, 0.06)):
        loop.call_later(0.01, late)
        await attempt("outer", attempt("inner", inner("d", loop.create_future()), one), other)
        await asyncio.sleep(0.01)
    # Sleeps that are over at once, and the time for some of them before.
    loop.call_later(0.01, late)
    all = ((1, 0.061, 0.064), (2, 0.063, 0.062), (3, 0.065, 0.066))
    await asyncio.gather(*(attempt(n, asyncio.sleep(delay, n), timeout) for n, delay, timeout in all))


asyncio.run(main())
