import asyncio


async def fetch_page(number, per_page=3):
    await asyncio.sleep(0.02 * (4 - number))
    start = (number - 1) * per_page
    return [f"item-{i}" for i in range(start, start + per_page)]


async def main():
    async with asyncio.TaskGroup() as tg:
        pages = [tg.create_task(fetch_page(n), name=f"page{n}") for n in (1, 2, 3)]
        extra = tg.create_task(fetch_page(1, per_page=1))
        print("inside:", [p.done() for p in pages])
    print("outside:", all(p.done() for p in pages))
    items = []
    for page in pages:
        items.extend(page.result())
        print(page.get_name(), "->", page.result())
    print(len(items), items[-1], extra.result())

    # a group inside of a group, and a task that starts others
    found = []

    async def child(depth, tg):
        found.append(depth)
        if depth < 3:
            tg.create_task(child(depth + 1, tg))
        await asyncio.sleep(0)

    async with asyncio.TaskGroup() as outer:
        outer.create_task(child(0, outer))
        async with asyncio.TaskGroup() as inner:
            inner.create_task(child(10, inner))
        print("inner finished", found)
    print("outer finished", found)

    async with asyncio.TaskGroup():
        print("nothing to do")


asyncio.run(main())
