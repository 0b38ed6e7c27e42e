import asyncio


async def main():
    condition = asyncio.Condition()

    async def waits(name):
        async with condition:
            try:
                await condition.wait()
                print(name, "woken", condition.locked())
            except asyncio.CancelledError as e:
                print(name, "is cancelled", repr(e), condition.locked())
                raise

    async def start(names):
        tasks = {name: asyncio.create_task(waits(name)) for name in names}
        await asyncio.sleep(0)
        return tasks

    async def ends(tasks):
        results = await asyncio.gather(*tasks.values(), return_exceptions=True)
        print(*(repr(result) for result in results), condition.locked())

    print("-- while they wait")
    tasks = await start("abc")
    tasks["b"].cancel("enough")
    await asyncio.sleep(0)
    async with condition:
        condition.notify(2)
    await ends(tasks)
    print("-- notified and cancelled in one turn")
    tasks = await start("abc")
    async with condition:
        condition.notify(1)
        tasks["a"].cancel("lost")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print([task.done() for task in tasks.values()])
    async with condition:
        condition.notify_all()
    await ends(tasks)
    print("-- while they take the lock again")
    tasks = await start("ab")
    await condition.acquire()
    condition.notify_all()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    tasks["a"].cancel("again")
    await asyncio.sleep(0)
    tasks["a"].cancel("and again")
    await asyncio.sleep(0)
    print(tasks["a"].done(), tasks["a"].cancelling())
    condition.release()
    await ends(tasks)
    print("-- without the lock")
    for call in (condition.notify, condition.notify_all, condition.release):
        try:
            call()
        except RuntimeError as e:
            print(repr(e))
    for wait in (condition.wait(), condition.wait_for(lambda: False)):
        try:
            await wait
        except RuntimeError as e:
            print(repr(e))
    print(await condition.wait_for(lambda: True), condition.locked())


asyncio.run(main())
