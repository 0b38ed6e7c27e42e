import asyncio


class Node:
    def __init__(self, name, deps=()):
        self.name = name
        self.deps = list(deps)
        self.task = None


class Graph:
    def __init__(self):
        self.nodes = {}
        self.log = []

    def add(self, name, *deps):
        self.nodes[name] = Node(name, deps)
        return self

    async def _build(self, node):
        if node.deps:
            await asyncio.gather(*(self.nodes[d].task for d in node.deps))
        await asyncio.sleep(0)
        self.log.append(node.name)
        return len(node.deps)

    async def run(self):
        for node in self.nodes.values():
            node.task = asyncio.create_task(self._build(node), name=node.name)
        return await asyncio.gather(*[n.task for n in self.nodes.values()])


class Throttle:
    def __init__(self, n):
        self.sem = asyncio.Semaphore(n)
        self.history = []

    async def run(self, coro):
        async with self.sem:
            result = await coro
            self.history.append(result)
            return result


async def compute(x):
    await asyncio.sleep(0)
    return x ** 2


async def race(*coros, timeout=None):
    tasks = [asyncio.create_task(c) for c in coros]
    try:
        done, _ = await asyncio.wait(tasks, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        if not done:
            return None
        return next(iter(done)).result()
    finally:
        for t in tasks:
            if not t.done():
                t.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def delayed(value, seconds):
    await asyncio.sleep(seconds)
    return value


async def map_async(func, items, limit=2):
    throttle = Throttle(limit)
    return await asyncio.gather(*[throttle.run(func(i)) for i in items]), throttle.history


async def main():
    g = Graph().add("a").add("b", "a").add("c", "a").add("d", "b", "c")
    print(await g.run(), g.log)
    values, history = await map_async(compute, range(5))
    print(values, history)
    print(await race(delayed("slow", 1), delayed("quick", 0.001)))
    print(await race(delayed("x", 1), timeout=0.001))
    outcomes = await asyncio.gather(
        compute(3), delayed("text", 0), asyncio.wait_for(delayed(1, 5), 0.001), return_exceptions=True
    )
    for o in outcomes:
        match o:
            case int():
                print("int", o)
            case str():
                print("str", o)
            case asyncio.TimeoutError():
                print("timeout")
            case _:
                print("other", o)
    ok = [o for o in outcomes if not isinstance(o, Exception)]
    bad = [type(o).__name__ for o in outcomes if isinstance(o, BaseException)]
    print(ok, bad)
    total = 0
    for coro in asyncio.as_completed([delayed(n, n / 20) for n in (3, 1, 2)]):
        print(await coro)
    print(total)
    tasks = {name: asyncio.create_task(delayed(i, 0)) for i, name in enumerate(["x", "y"])}
    await asyncio.gather(*tasks.values())
    print({name: task.result() for name, task in tasks.items()})
    results = dict(zip(tasks, await asyncio.gather(*tasks.values())))
    print(results)
    nested = await asyncio.gather(*[asyncio.gather(*[compute(i * j) for j in range(3)]) for i in range(3)])
    print(nested)
    first, *rest = await asyncio.gather(*(compute(i) for i in range(4)))
    print(first, rest)


asyncio.run(main())
