import asyncio
import time


async def say_after(delay, what):
    await asyncio.sleep(delay)
    print(what)


async def one_by_one():
    start = time.time()
    await say_after(0.06, "hello")
    await say_after(0.14, "world")
    print("sequential took %.1f s" % (time.time() - start))


async def together():
    start = time.time()
    t1 = asyncio.create_task(say_after(0.1, "hello"))
    t2 = asyncio.create_task(say_after(0.2, "world"))
    print("both started")
    await t1
    await t2
    print("concurrent took %.1f s" % (time.time() - start))


async def main():
    await one_by_one()
    await together()

asyncio.run(main())
