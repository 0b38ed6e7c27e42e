import asyncio


async def fetch(n):
    await asyncio.sleep(0.001 * n)
    return n


async def user(uid):
    await asyncio.sleep(0)
    return {"id": uid, "name": f"user{uid}"}


async def orders(uid):
    await asyncio.sleep(0)
    return [(uid, 10), (uid, 20)]


async def score(uid):
    await asyncio.sleep(0)
    return uid * 1.5


async def page(uid):
    profile, history, points = await asyncio.gather(user(uid), orders(uid), score(uid))
    total = sum(amount for _, amount in history)
    return f"{profile['name']}: {total} / {points:.1f}"


async def boom():
    await asyncio.sleep(0)
    raise ValueError("boom")


async def main():
    print(await asyncio.gather(*[page(u) for u in (1, 2)]))
    try:
        a, b = await asyncio.gather(user(1), boom())
        print("never", a, b)
    except ValueError as e:
        print(e)
    t = asyncio.create_task(score(4))
    first, (second, third) = await asyncio.gather(t, asyncio.gather(fetch(1), fetch(2)))
    print(first, second + third)
    loop = asyncio.get_running_loop()
    fut = loop.create_future()
    loop.call_soon(fut.set_result, "fut")
    x, y, z = await asyncio.gather(fut, asyncio.sleep(0, result=None), asyncio.wait_for(fetch(3), 1))
    print(x.upper(), y, z + 1)

    class Box:
        pass

    values = {}
    values["a"], values["b"] = await asyncio.gather(fetch(1), fetch(2))
    print(values)
    r1, r2 = await asyncio.gather(fetch(1), boom(), return_exceptions=True)
    print(r1, repr(r2), isinstance(r2, ValueError))
    head, *tail = await asyncio.gather(fetch(1), fetch(2), fetch(3))
    print(head, tail)
    n = 0
    while n < 2:
        n, m = await asyncio.gather(fetch(n + 1), fetch(n))
        print(n, m)
    try:
        async with asyncio.timeout(0.03):
            p, q = await asyncio.gather(fetch(1), fetch(10000))
    except TimeoutError:
        print("timed out")


asyncio.run(main())
