import asyncio


def attempt(name, call):
    try:
        print(name, call())
    except RuntimeError as e:
        print(name, repr(e))


async def expires(limit):
    try:
        async with limit:
            print("entered", limit.when() is None, limit.expired())
            await asyncio.sleep(10)
    except TimeoutError as e:
        print(repr(e), limit.expired())


async def main():
    loop = asyncio.get_running_loop()
    limit = asyncio.timeout(10)
    attempt("not entered", lambda: limit.reschedule(None))
    async with limit:
        print(limit.when() > loop.time() + 9, limit.expired())
        limit.reschedule(None)
        print(limit.when())
        limit.reschedule(loop.time() - 1)
        print(limit.when() < loop.time())
        # Taken back before the loop came to it.
        limit.reschedule(loop.time() + 10)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        print("still here", limit.expired())
    attempt("finished", lambda: limit.reschedule(None))
    attempt("finished", lambda: limit.expired())
    try:
        async with limit:
            print("never")
    except RuntimeError as e:
        print(repr(e))
    now = loop.time()
    for limit in (asyncio.timeout_at(now - 5), asyncio.timeout_at(0), asyncio.timeout_at(now + 0.02), asyncio.timeout(0.02)):
        await expires(limit)
    attempt("expired", lambda: limit.reschedule(1))
    # From outside, sooner and later.
    for sooner in (True, False):
        limit = asyncio.timeout_at(loop.time() + (10 if sooner else 0.04))
        task = asyncio.create_task(expires(limit))
        await asyncio.sleep(0.02)
        limit.reschedule(loop.time() + (0.02 if sooner else 0.06))
        await asyncio.sleep(0.04)
        print("sooner" if sooner else "later", task.done(), limit.expired())
        await task
    # Not to be moved while it expires.
    async with asyncio.timeout(None) as limit:
        limit.reschedule(loop.time())
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            attempt("expiring", lambda: limit.reschedule(None))
            print(limit.expired())
    print("after", limit.expired(), asyncio.current_task().cancelling())


asyncio.run(main())
