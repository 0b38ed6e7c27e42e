import asyncio


async def main():
    lock, other = asyncio.Lock(), asyncio.Lock()
    counter = 0

    async def adds(n):
        nonlocal counter
        async with lock:
            seen = counter
            await asyncio.sleep(0)
            counter = seen + n
        return seen

    async def child(name):
        print(name, "begins", lock.locked(), other.locked())
        async with other:
            await asyncio.sleep(0)
            print(name, "inside")
        return name

    async def refuses(what):
        try:
            what.release()
        except RuntimeError as e:
            print(repr(e))

    print(await asyncio.gather(*(adds(n) for n in range(6))), counter)
    async with lock:
        print(await asyncio.gather(child("a"), child("b"), child("c")), lock.locked())
        waits = asyncio.create_task(adds(1))
        await asyncio.gather(child("d"))
        await refuses(other)
        print("waits", waits.done())
    print(await waits, counter)
    await refuses(lock)

    async def gives_away():
        await lock.acquire()
        print("taken by a task")

    await asyncio.create_task(gives_away())
    print(lock.locked())
    asyncio.get_running_loop().call_soon(lock.release)
    async with lock:
        print("let go by a callback")

    async def fails():
        async with lock:
            await asyncio.sleep(0)
            raise ValueError("inside")

    results = await asyncio.gather(fails(), adds(10), fails(), adds(20), return_exceptions=True)
    print(*map(repr, results), counter, lock.locked())

    async def nested():
        async with lock:
            async with other:
                await asyncio.wait_for(lock.acquire(), 0.02)

    try:
        await nested()
    except TimeoutError:
        print("would wait for itself", lock.locked(), other.locked())


asyncio.run(main())
