import asyncio

async def counter(n):
    for i in range(n):
        await asyncio.sleep(0)
        yield i

def squares(n):
    for i in range(n):
        yield i * i

class Timer:
    async def __aenter__(self):
        print("enter")
        return self
    async def __aexit__(self, exc_type, exc, tb):
        print("exit", exc_type.__name__ if exc_type else None)
        return True

async def main():
    async for i in counter(3):
        print(i)
    print([x async for x in counter(4) if x % 2])
    print(sum(squares(5)), list(squares(3)))
    g = squares(2)
    print(next(g), next(g), next(g, "end"))
    async with Timer() as t:
        raise ValueError("swallowed")
    async with Timer():
        print("inside")
    loop = asyncio.get_running_loop()
    fut = loop.create_future()
    loop.call_later(0.01, fut.set_result, 42)
    print(await fut)
    ev = asyncio.Event()
    async def waiter(k):
        await ev.wait()
        print("woke", k)
    ts = [asyncio.create_task(waiter(k)) for k in range(2)]
    await asyncio.sleep(0)
    ev.set()
    await asyncio.gather(*ts)
    sem = asyncio.Semaphore(2)
    active = 0
    peak = 0
    async def job(i):
        nonlocal active, peak
        async with sem:
            active += 1
            peak = max(peak, active)
            await asyncio.sleep(0.001)
            active -= 1
    await asyncio.gather(*(job(i) for i in range(6)))
    print(peak, active)

asyncio.run(main())
