import asyncio


async def main():
    queue = asyncio.Queue(2)

    async def puts(name, *items):
        for item in items:
            await queue.put(item)
            print(name, "put", item, queue.qsize(), queue.full())

    async def gets(name, n):
        for _ in range(n):
            item = await queue.get()
            print(name, "got", item, queue.qsize(), queue.empty())

    print("-- those who put wait")
    tasks = [asyncio.create_task(puts(name, name + "1", name + "2")) for name in "abc"]
    await asyncio.sleep(0)
    print(queue.qsize(), queue.full())
    for _ in range(3):
        print("main got", queue.get_nowait())
        await asyncio.sleep(0)
    await gets("main", 3)
    await asyncio.gather(*tasks)
    print("-- those who get wait")
    tasks = [asyncio.create_task(gets(name, 2)) for name in "xyz"]
    await asyncio.sleep(0)
    for n in range(2):
        queue.put_nowait(n)
    try:
        queue.put_nowait("too many")
    except asyncio.QueueFull as e:
        print(repr(e))
    late = asyncio.create_task(gets("late", 1))
    await asyncio.sleep(0)
    await puts("main", 2, 3, 4, 5, 6)
    await asyncio.gather(late, *tasks)
    print("-- both")
    await asyncio.gather(puts("p", *range(5)), gets("g", 3), puts("q", *range(10, 13)), gets("h", 5))
    print("-- without a bound")
    for maxsize in (0, -1):
        queue = asyncio.Queue(maxsize)
        for n in range(100):
            queue.put_nowait(n)
        print(queue.qsize(), queue.full(), queue.get_nowait(), queue.get_nowait())


asyncio.run(main())
