import asyncio
from functools import partial


def on_done(name, registry, fut):
    registry.append((name, fut.cancelled() or fut.result()))


class Watcher:
    def __init__(self):
        self.log = []

    def done(self, task):
        self.log.append(task.get_name())

    def watch(self, coro, name):
        task = asyncio.create_task(coro, name=name)
        task.add_done_callback(self.done)
        return task


async def work(n):
    await asyncio.sleep(0.001 * n)
    return n


async def ticker(interval, count, callback):
    for i in range(count):
        await asyncio.sleep(interval)
        callback(i)


class Once:
    def __init__(self, factory):
        self.factory = factory
        self.task = None
        self.calls = 0

    async def get(self):
        if self.task is None:
            self.calls += 1
            self.task = asyncio.ensure_future(self.factory())
        return await asyncio.shield(self.task)


async def expensive():
    await asyncio.sleep(0.001)
    return {"ready": True}


async def main():
    w = Watcher()
    tasks = [w.watch(work(n), f"w{n}") for n in (2, 1)]
    print(await asyncio.gather(*tasks), sorted(w.log))
    registry = []
    t = asyncio.create_task(work(1))
    t.add_done_callback(partial(on_done, "one", registry))
    t.add_done_callback(lambda f: registry.append(("lambda", f.result() + 1)))
    await t
    await asyncio.sleep(0)
    print(registry)
    out = []
    await asyncio.gather(ticker(0.001, 3, lambda i: out.append(i)), ticker(0.15, 1, lambda i: out.append(-1)))
    print(out)
    once = Once(expensive)
    print(await asyncio.gather(*(once.get() for _ in range(3))), once.calls)
    q = asyncio.Queue()
    getter = asyncio.create_task(q.get())
    await asyncio.sleep(0)
    getter.cancel()
    await asyncio.gather(getter, return_exceptions=True)
    q.put_nowait(1)
    print(q.qsize(), getter.cancelled())
    done = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(0.001, done.cancel)
    try:
        await done
    except asyncio.CancelledError:
        print("future cancelled")
    print(sorted(t.get_name() for t in asyncio.all_tasks() if not t.done())[0][:5])


asyncio.run(main())
