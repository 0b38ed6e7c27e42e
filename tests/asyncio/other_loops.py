import asyncio


async def tried(name, make):
    try:
        await make()
        print(name, "done")
    except ValueError as e:
        print(name, "ValueError:", e)
    except RuntimeError as e:
        print(name, "RuntimeError:", str(e).split(">")[-1].strip())


async def first(iterable):
    for one in iterable:
        return await one


async def main():
    own = asyncio.get_running_loop().create_future
    other = asyncio.new_event_loop()
    f = other.create_future()
    await tried("gather theirs", lambda: asyncio.gather(f))
    await tried("gather theirs and ours", lambda: asyncio.gather(f, own()))
    await tried("gather ours and theirs", lambda: asyncio.gather(own(), f))
    await tried("gather a coroutine and theirs", lambda: asyncio.gather(asyncio.sleep(0), f))
    await tried("wait_for", lambda: asyncio.wait_for(f, 1))
    await tried("shield", lambda: asyncio.shield(f))
    await tried("as_completed", lambda: first(asyncio.as_completed([f])))
    await tried("await", lambda: f)
    other.close()


asyncio.run(main())
