import asyncio


async def job(name, delay, fail=False):
    try:
        await asyncio.sleep(delay)
    except asyncio.CancelledError as e:
        print(name, "cancelled", e.args)
        raise
    if fail:
        raise ValueError(name)
    return name


class Breaker:
    def __init__(self):
        self.task = None

    async def stop(self):
        self.task.cancel()
        try:
            await self.task
        except asyncio.CancelledError:
            print("stopped")


async def main():
    a = asyncio.create_task(job("a", 0.01), name="a")
    b = asyncio.create_task(job("b", 5), name="b")
    done, pending = await asyncio.wait({a, b}, timeout=0.1)
    print([t.get_name() for t in done], [t.get_name() for t in pending])
    b.cancel("too slow")
    try:
        await b
    except asyncio.CancelledError as e:
        print("b:", e.args, b.cancelled())
    print(b.cancelling(), a.cancelling(), a.cancel(), a.done())

    c = asyncio.create_task(job("c", 0.01, fail=True))
    d = asyncio.create_task(job("d", 5))
    done, pending = await asyncio.wait([c, d], return_when=asyncio.FIRST_EXCEPTION)
    for t in done:
        print(repr(t.exception()))
    for t in pending:
        t.cancel()
    await asyncio.wait(pending)
    print(d.cancelled())

    try:
        async with asyncio.timeout(0.01) as limit:
            await job("e", 1)
    except TimeoutError:
        print("timeout", limit.expired(), limit.when() is not None)

    inner = asyncio.create_task(job("f", 0.1))
    try:
        await asyncio.wait_for(asyncio.shield(inner), 0.005)
    except asyncio.TimeoutError:
        print("waited enough", inner.done())
    print(await inner)

    try:
        async with asyncio.TaskGroup() as tg:
            ok = tg.create_task(job("g", 0.001))
            bad = tg.create_task(job("h", 0.05, fail=True))
            long = tg.create_task(job("i", 3))
    except* ValueError as group:
        print("group:", [str(e) for e in group.exceptions])
    print(ok.result(), long.cancelled(), bad.exception().args)

    breaker = Breaker()
    breaker.task = asyncio.create_task(job("j", 9))
    await asyncio.sleep(0)
    await breaker.stop()

    cond = asyncio.Condition()
    items = []

    async def take():
        async with cond:
            await cond.wait_for(lambda: len(items) >= 2)
            print("taken", items.pop())

    taker = asyncio.create_task(take())
    for i in range(2):
        await asyncio.sleep(0)
        async with cond:
            items.append(i)
            cond.notify_all()
    await taker

    results = []
    for future in asyncio.as_completed([job("slow", 0.1), job("fast", 0.001), job("mid", 0.05)]):
        results.append(await future)
    print(results)
    mixed = await asyncio.gather(job("x", 0), job("y", 0.001, True), asyncio.sleep(0, 5), return_exceptions=True)
    for m in mixed:
        if isinstance(m, Exception):
            print("error", m)
        else:
            print("value", m)


asyncio.run(main())
