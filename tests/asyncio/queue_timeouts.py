import asyncio


async def main():
    queue = asyncio.Queue(1)

    async def gets(name, limit):
        try:
            print(name, "got", await asyncio.wait_for(queue.get(), limit))
        except TimeoutError:
            print(name, "gives up", queue.qsize())

    async def puts(name, limit):
        try:
            async with asyncio.timeout(limit):
                await queue.put(name)
            print(name, "was put")
        except TimeoutError:
            print(name, "gives up", queue.qsize())

    await gets("alone", 0.02)
    await gets("at once", 0)
    queue.put_nowait("here")
    await gets("here", 0.02)
    queue.put_nowait("zero")
    await gets("zero", 0)
    print(queue.qsize())
    await asyncio.gather(gets("first", 0.02), gets("second", 0.06), gets("third", 0.1), asyncio.sleep(0.04))
    print("-- those who put")
    while not queue.empty():
        queue.get_nowait()
    queue.put_nowait("full")
    putters = asyncio.gather(puts("p", 0.02), puts("q", 0.06), puts("r", 0.08))
    await asyncio.sleep(0.04)
    print("main got", queue.get_nowait())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print(queue.qsize())
    await putters
    print("main got", queue.get_nowait(), queue.qsize())
    print("-- until it is quiet")

    async def feeds():
        for n, delay in enumerate((0.01, 0.02, 0.01, 0.1)):
            await asyncio.sleep(delay)
            await queue.put(n)
        print("fed")

    feeder = asyncio.create_task(feeds())
    seen = []
    try:
        while True:
            async with asyncio.timeout(0.06):
                seen.append(await queue.get())
    except TimeoutError:
        print("quiet after", seen)
    await feeder
    print(queue.get_nowait(), queue.empty())


asyncio.run(main())
