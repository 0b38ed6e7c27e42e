import asyncio

END = -1
ended = []


async def source(out, n):
    try:
        for i in range(n):
            await out.put(i)
            print("source", i)
    finally:
        ended.append("source")
    await out.put(END)


async def stage(name, function, inbox, out, turns):
    try:
        while (item := await inbox.get()) != END:
            for _ in range(turns):
                await asyncio.sleep(0)
            item = function(item)
            print(name, item)
            await out.put(item)
        await out.put(END)
    finally:
        ended.append(f"{name} with {inbox.qsize()}")


async def sink(inbox, total):
    while (item := await inbox.get()) != END:
        total += item
    return total


async def runs(n, divisor):
    a, b, c = asyncio.Queue(1), asyncio.Queue(2), asyncio.Queue(1)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(source(a, n))
            group.create_task(stage("adds", lambda item: item + 1, a, b, 0))
            group.create_task(stage("divides", lambda item: 60 // (item - divisor), b, c, 2))
            total = group.create_task(sink(c, 0))
        print("total", total.result())
    except* ZeroDivisionError as e:
        print("fails", len(e.exceptions), e.message)
    print(*sorted(ended), a.qsize(), b.qsize(), c.qsize())
    ended.clear()


async def main():
    await runs(6, 0)
    print("--")
    await runs(9, 4)
    print("--")
    try:
        async with asyncio.timeout(0.02):
            queue = asyncio.Queue(1)
            await asyncio.gather(source(queue, 4), sink(asyncio.Queue(), 0))
    except TimeoutError:
        print("nobody takes them", queue.qsize(), *ended)


asyncio.run(main())
