import asyncio
import functools

def log_calls(fn):
    @functools.wraps(fn)
    async def wrapper(*args, **kwargs):
        print("->", fn.__name__, args)
        result = await fn(*args, **kwargs)
        print("<-", result)
        return result
    return wrapper

@log_calls
async def add(a, b):
    await asyncio.sleep(0.001)
    return a + b

def retry(times):
    def deco(fn):
        async def wrapper(*args):
            for attempt in range(1, times + 1):
                try:
                    return await fn(*args)
                except RuntimeError as e:
                    print("attempt", attempt, "failed:", e)
            return None
        return wrapper
    return deco

calls = 0

@retry(3)
async def flaky(limit):
    global calls
    calls += 1
    if calls < limit:
        raise RuntimeError(f"call {calls}")
    return calls

async def ticker(n):
    for i in range(n):
        yield i
        await asyncio.sleep(0)

async def main():
    print(await add(2, 3))
    print(await flaky(3))
    async for t in ticker(3):
        if t == 1:
            continue
        print("tick", t)
    results = []
    async def child(n):
        try:
            await asyncio.sleep(n)
            results.append(n)
        except asyncio.CancelledError:
            results.append(-n)
            raise
    tasks = [asyncio.create_task(child(n), name=f"child-{n}") for n in (0.001, 10)]
    await asyncio.sleep(0.01)
    for t in tasks:
        if not t.done():
            t.cancel()
            print("cancelled", t.get_name())
    out = await asyncio.gather(*tasks, return_exceptions=True)
    print(results, [repr(o) for o in out])

asyncio.run(main())
