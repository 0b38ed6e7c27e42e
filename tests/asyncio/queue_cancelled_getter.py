import asyncio


async def main():
    queue = asyncio.Queue(1)

    async def gets(name):
        try:
            print(name, "got", await queue.get())
        except asyncio.CancelledError:
            print(name, "is cancelled", queue.qsize())
            raise

    async def puts(name):
        try:
            await queue.put(name)
            print(name, "was put", queue.qsize())
        except asyncio.CancelledError:
            print(name, "is cancelled", queue.qsize())
            raise

    async def start(works, names):
        tasks = [asyncio.create_task(works(name)) for name in names]
        await asyncio.sleep(0)
        return tasks

    async def ends(tasks):
        results = await asyncio.gather(*tasks, return_exceptions=True)
        print(*map(repr, results), queue.qsize())

    print("-- a getter in the middle")
    tasks = await start(gets, "abc")
    tasks[1].cancel()
    queue.put_nowait(1)
    await asyncio.sleep(0)
    await queue.put(2)
    await ends(tasks)
    print("-- a getter at the turn of its wake-up")
    tasks = await start(gets, "ab")
    queue.put_nowait(3)
    tasks[0].cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print([task.done() for task in tasks])
    await ends(tasks)
    print("-- a getter whose item another takes")
    tasks = await start(gets, "ab")
    queue.put_nowait(4)
    print("main got", queue.get_nowait())
    tasks[0].cancel()
    await asyncio.sleep(0)
    queue.put_nowait(5)
    await ends(tasks)
    print("-- putters")
    queue.put_nowait("first")
    tasks = await start(puts, "pqrs")
    tasks[1].cancel()
    print(queue.get_nowait())
    tasks[0].cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print([task.done() for task in tasks])
    late = asyncio.create_task(puts("late"))
    print(await queue.get())
    print(await queue.get(), await queue.get())
    await ends(tasks + [late])


asyncio.run(main())
