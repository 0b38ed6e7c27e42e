import asyncio
import time

async def step(n, delay):
    print("start", n)
    try:
        await asyncio.sleep(delay)
    except asyncio.CancelledError:
        print("cancelled", n)
        raise
    finally:
        print("cleanup", n)
    return n

async def main():
    t = asyncio.create_task(step(1, 5))
    await asyncio.sleep(0.01)
    t.cancel()
    try:
        await t
    except asyncio.CancelledError:
        print("main saw it")
    try:
        await asyncio.wait_for(step(2, 1), timeout=0.02)
    except asyncio.TimeoutError:
        print("timeout")
    try:
        async with asyncio.timeout(0.02):
            await step(3, 1)
    except TimeoutError:
        print("timeout again")
    async with asyncio.TaskGroup() as tg:
        a = tg.create_task(step(4, 0.02))
        b = tg.create_task(step(5, 0.01))
    print(a.result() + b.result())
    done, pending = await asyncio.wait([asyncio.create_task(step(6, 0.01)), asyncio.create_task(step(7, 3))], return_when=asyncio.FIRST_COMPLETED)
    print(len(done), len(pending))
    for p in pending:
        p.cancel()
    r = await asyncio.gather(*pending, return_exceptions=True)
    print([type(x).__name__ for x in r])

start = time.time()
asyncio.run(main())
print(time.time() - start < 1)
