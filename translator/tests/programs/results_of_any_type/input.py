import asyncio


async def pairs():
    await asyncio.sleep(0)
    return "a", 1


async def numbers():
    await asyncio.sleep(0)
    return [1, 2, 3]


async def words():
    return ["x", "y"]


async def flags():
    return True, None


async def table():
    return {"k": [1]}


async def names():
    return {"n": "name"}


async def main():
    (name, n), nums, ws = await asyncio.gather(pairs(), numbers(), words())
    print(name * 2, n + 1, sum(nums), " ".join(ws))
    ok, nothing = await flags()
    print(not ok, nothing is None)
    t1 = asyncio.create_task(numbers())
    t2 = asyncio.create_task(words())
    print(max(await t1), (await t2)[0].upper())
    d, e = await asyncio.gather(table(), names())
    print(d["k"][0] + 1, e["n"].upper())
    done, pending = await asyncio.wait([asyncio.create_task(pairs())])
    for t in done:
        text, count = t.result()
        print(text.upper(), count - 1)
    name, n = await asyncio.wait_for(pairs(), 1)
    print(name, n + 5)
    async with asyncio.TaskGroup() as tg:
        a = tg.create_task(pairs())
        b = tg.create_task(numbers())
    print(a.result()[1] + b.result()[0], len(asyncio.all_tasks()), asyncio.current_task() in asyncio.all_tasks())
    print([t.get_name() == asyncio.current_task().get_name() for t in asyncio.all_tasks()])


asyncio.run(main())
