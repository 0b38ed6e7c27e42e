import asyncio


async def main():
    lock = asyncio.Lock()

    async def works(name):
        try:
            async with lock:
                print(name, "has it")
                await asyncio.sleep(0)
            print(name, "let go")
        except asyncio.CancelledError:
            print(name, "is cancelled", lock.locked())
            raise

    async def start(names):
        await lock.acquire()
        tasks = {name: asyncio.create_task(works(name)) for name in names}
        await asyncio.sleep(0)
        return tasks

    async def ends(tasks):
        print(*(repr(result) for result in await asyncio.gather(*tasks.values(), return_exceptions=True)))
        print("locked", lock.locked())

    print("-- in the middle")
    tasks = await start("abc")
    print(tasks["b"].cancel())
    await asyncio.sleep(0)
    lock.release()
    await ends(tasks)
    print("-- at the turn of its wake-up")
    tasks = await start("abc")
    lock.release()
    print(tasks["a"].cancel(), lock.locked())
    await ends(tasks)
    print("-- cancelled, then let go")
    tasks = await start("abc")
    tasks["a"].cancel()
    lock.release()
    await ends(tasks)
    print("-- woken, and another takes it first")
    tasks = await start("a")
    lock.release()
    late = asyncio.create_task(works("late"))
    tasks["a"].cancel()
    await ends(tasks)
    await late
    print("-- all of them")
    tasks = await start("abcd")
    for task in tasks.values():
        task.cancel()
    print("free for one who asks?", lock.locked())
    lock.release()
    await lock.acquire()
    print("main has it")
    lock.release()
    await ends(tasks)
    print("-- while it holds it")
    tasks = await start("ab")
    lock.release()
    await asyncio.sleep(0)
    tasks["a"].cancel()
    await ends(tasks)


asyncio.run(main())
