import asyncio
from contextlib import AsyncExitStack


class Resource:
    def __init__(self, name, swallows=False):
        self.name = name
        self.swallows = swallows

    async def __aenter__(self):
        await asyncio.sleep(0)
        print("enter", self.name)
        return self.name.upper()

    async def __aexit__(self, exc_type, exc, tb):
        print("exit", self.name, repr(exc))
        await asyncio.sleep(0)
        return self.swallows


class Plain:
    def __enter__(self):
        print("enter plain")
        return "plain value"

    def __exit__(self, exc_type, exc, tb):
        print("exit plain", repr(exc))


async def ticks(n):
    for i in range(n):
        print("tick", i)
        await asyncio.sleep(0)


async def farewell(name):
    await asyncio.sleep(0)
    print("farewell", name)


async def asked(exc_type, exc, tb):
    print("asked about", repr(exc))
    return isinstance(exc, KeyError)


async def main():
    task = asyncio.create_task(ticks(12))
    async with Resource("alone") as value:
        print(value)
    async with AsyncExitStack() as stack:
        print(await stack.enter_async_context(Resource("a")))
        print(stack.enter_context(Plain()))
        stack.callback(print, "callback")
        stack.push_async_callback(farewell, "b")
        stack.push_async_exit(asked)
        stack.push_async_exit(Resource("not entered"))
        print("body")
    print("left")
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(Resource("outer"))
        stack.push_async_exit(asked)
        await stack.enter_async_context(Resource("inner"))
        raise KeyError("swallowed by asked")
    print("swallowed")
    try:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(Resource("x", swallows=True))
            await stack.enter_async_context(Resource("y"))
            stack.push_async_exit(asked)
            kept = stack.pop_all()
            raise ValueError("not for the kept")
    except ValueError as exc:
        print(repr(exc))
    stack.callback(print, "never called, as nobody leaves it")
    print("still entered")
    await kept.aclose()
    await kept.aclose()
    lock, semaphore = asyncio.Lock(), asyncio.Semaphore(2)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(lock)
        await stack.enter_async_context(semaphore)
        await stack.enter_async_context(semaphore)
        print(lock.locked(), semaphore.locked())
    print(lock.locked(), semaphore.locked())
    try:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(lock)
            await stack.enter_async_context(asyncio.timeout(0.01))
            group = await stack.enter_async_context(asyncio.TaskGroup())
            group.create_task(farewell("from the group"))
            await asyncio.sleep(10)
    except TimeoutError as exc:
        print(repr(exc), lock.locked())
    await task


asyncio.run(main())
