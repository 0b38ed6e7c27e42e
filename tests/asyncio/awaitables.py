import asyncio
import types


class Turns:
    def __init__(self, name, n):
        self.name = name
        self.n = n

    def __await__(self):
        for i in range(self.n):
            print(self.name, "turn", i)
            yield
        return self.n


class Delayed:
    def __init__(self, future):
        self.future = future

    def __await__(self):
        try:
            result = yield from self.future.__await__()
        except asyncio.CancelledError:
            print("delayed is cancelled")
            raise
        yield
        return result * 2


@types.coroutine
def number(n):
    got = yield n
    print("got", got)
    return got


@types.coroutine
def traced(coro):
    """Passes on what the coroutine yields."""
    sent = None
    while True:
        try:
            yielded = coro.send(sent)
        except StopIteration as exc:
            return exc.value
        print("traced", "a future" if yielded is not None else None)
        try:
            sent = yield yielded
        except BaseException as exc:
            print("thrown", repr(exc))
            try:
                yielded = coro.throw(exc)
            except StopIteration as stop:
                return stop.value
            print("it goes on with", yielded)
            sent = yield yielded


async def ticks(n):
    for i in range(n):
        print("tick", i)
        await asyncio.sleep(0)


async def work():
    await asyncio.sleep(0)
    try:
        await asyncio.sleep(0.01)
    except asyncio.CancelledError:
        print("work cleans up")
        await asyncio.sleep(0)
        return "cleaned up"
    return "worked"


async def main():
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(ticks(6))
    print(await Turns("a", 3))
    print(await asyncio.gather(*(asyncio.create_task(turns(n)) for n in range(3))))
    await task
    future = loop.create_future()
    loop.call_soon(future.set_result, 21)
    print(await Delayed(future))
    delayed = asyncio.create_task(wait_delayed(loop.create_future()))
    await asyncio.sleep(0)
    delayed.cancel("no more")
    try:
        await delayed
    except asyncio.CancelledError as exc:
        print(repr(exc))
    for bad in (42, "text", True):
        try:
            await number(bad)
        except RuntimeError as exc:
            print(exc)
    print(await number(None))
    print(await traced(work()))
    task = asyncio.create_task(trace())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel("stop")
    print(await task)


async def turns(n):
    return await Turns("t%d" % n, n)


async def wait_delayed(future):
    return await Delayed(future)


async def trace():
    return await traced(work())


asyncio.run(main())
