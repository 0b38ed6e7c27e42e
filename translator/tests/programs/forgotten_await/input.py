# What happens when you forget to await?
import asyncio


async def work(n):
    print("working on", n)
    return n * 2


async def background(done):
    await asyncio.sleep(0.02)
    done.append("background")


async def main():
    c = work(1)
    print(type(c).__name__, asyncio.iscoroutine(c), asyncio.iscoroutinefunction(work))
    c.close()

    done = []
    t = asyncio.create_task(background(done))
    print("not awaited:", done)
    await asyncio.sleep(0.05)
    print("given time:", done, t.done())

    asyncio.create_task(work(2))
    print("task created but not started")
    await asyncio.sleep(0)
    print("now it ran")

    coros = [work(3), work(4)]
    print("nothing ran yet")
    for c in coros:
        print(await c)

    late = asyncio.create_task(background(done))
    print("main returns, the task", "is" if not late.done() else "is not", "pending")
    late.add_done_callback(lambda t: print("cancelled at exit:", t.cancelled()))


asyncio.run(main())
