import asyncio


async def main():
    stack = asyncio.LifoQueue(3)

    async def puts(name, n):
        for i in range(n):
            await stack.put(name + str(i))
            print(name, "put", i, stack.qsize())

    async def gets(name, n):
        for _ in range(n):
            print(name, "got", await stack.get())
            await asyncio.sleep(0)
            stack.task_done()

    await asyncio.gather(puts("a", 4), gets("x", 3), puts("b", 3), gets("y", 4))
    print(stack.empty())
    print("-- full")
    tasks = [asyncio.create_task(puts(name, 2)) for name in "cd"]
    await asyncio.sleep(0)
    print(stack.full(), [task.done() for task in tasks])
    print(stack.get_nowait())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print([task.done() for task in tasks])
    print(*[await stack.get() for _ in range(3)])
    await asyncio.gather(*tasks)
    print("-- empty")
    tasks = [asyncio.create_task(gets(name, 1)) for name in "pqr"]
    await asyncio.sleep(0)
    for n in range(3):
        stack.put_nowait(n)
    await asyncio.sleep(0)
    tasks.append(asyncio.create_task(gets("late", 1)))
    stack.put_nowait("last")
    await asyncio.gather(*tasks)
    try:
        stack.get_nowait()
    except asyncio.QueueEmpty as e:
        print(repr(e))
    for _ in range(4):
        stack.task_done()
    await stack.join()
    try:
        stack.task_done()
    except ValueError as e:
        print(e)


asyncio.run(main())
