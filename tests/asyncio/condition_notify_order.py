import asyncio


async def main():
    condition = asyncio.Condition()

    async def waits(name, turns):
        async with condition:
            print(name, "waits")
            print(name, "woken", await condition.wait())
            for _ in range(turns):
                await asyncio.sleep(0)
            print(name, "lets go")

    async def notifies(n):
        async with condition:
            print("notify", n)
            condition.notify(n)
            await asyncio.sleep(0)
            print("still locked", condition.locked())

    async def turns(n):
        for _ in range(n):
            await asyncio.sleep(0)

    tasks = [asyncio.create_task(waits(name, i % 3)) for i, name in enumerate("abcdefg")]
    await turns(2)
    await notifies(2)
    print("notified two")
    await turns(5)
    print([task.done() for task in tasks])
    await notifies(0)
    await notifies(1)
    await notifies(1)
    await turns(8)
    print([task.done() for task in tasks])
    async with condition:
        condition.notify_all()
        late = asyncio.create_task(waits("late", 0))
        await turns(2)
        condition.notify()
        print("all notified")
    await asyncio.gather(*tasks)
    print(late.done())
    await turns(2)
    await notifies(5)
    await late
    items = []

    async def takes(name, least):
        async with condition:
            await condition.wait_for(lambda: len(items) >= least)
            print(name, items)
            items.clear()

    tasks = [asyncio.create_task(takes(name, least)) for name, least in (("three", 3), ("one", 1), ("two", 2))]
    await asyncio.sleep(0)
    for n in range(6):
        async with condition:
            items.append(n)
            condition.notify_all()
        await turns(6)
    await asyncio.gather(*tasks)


asyncio.run(main())
