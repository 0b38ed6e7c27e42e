import asyncio


async def whoami(label):
    me = asyncio.current_task()
    print(label, "runs in", me.get_name())
    await asyncio.sleep(0.01)
    return me.get_name()


async def renamer():
    task = asyncio.current_task()
    old = task.get_name()
    task.set_name("renamed")
    await asyncio.sleep(0)
    return old, task.get_name()


async def main():
    print("main is", asyncio.current_task().get_name())
    t = asyncio.create_task(whoami("first"))
    u = asyncio.create_task(whoami("second"), name="bob")
    v = asyncio.create_task(renamer())
    print(t.get_name(), u.get_name(), v.get_name())
    print(await whoami("third"))
    print(await t, await u, await v)
    names = sorted(task.get_name() for task in asyncio.all_tasks())
    print(names)
    many = [asyncio.create_task(whoami(i), name=f"worker-{i}") for i in range(3)]
    print(sorted(x.get_name() for x in asyncio.all_tasks() if x is not asyncio.current_task()))
    print(await asyncio.gather(*many))
    print(len(asyncio.all_tasks()))


asyncio.run(main())
