import asyncio
from contextvars import ContextVar

var = ContextVar("var", default=0)


async def main():
    loop = asyncio.get_running_loop()

    def looks(name):
        print(name, var.get())

    def sets(name, value):
        print(name, var.get())
        var.set(value)
        loop.call_soon(looks, name + "'s own")

    var.set(1)
    loop.call_soon(sets, "soon", 100)
    loop.call_later(0.02, sets, "timer", 200)
    var.set(2)
    loop.call_soon(looks, "later soon")
    future = loop.create_future()
    future.add_done_callback(lambda f: sets("callback of 2", 300))
    var.set(3)
    future.add_done_callback(lambda f: looks("callback of 3"))

    async def child(name, n):
        print(name, "begins", var.get())
        var.set(n)
        future.add_done_callback(lambda f: looks("callback of " + name))
        await asyncio.sleep(0)
        loop.call_soon(looks, "soon of " + name)
        print(name, await future, var.get())
        return var.get()

    tasks = [asyncio.create_task(child("a", 10))]
    var.set(4)
    tasks.append(asyncio.create_task(child("b", 20)))
    tasks[0].add_done_callback(lambda task: looks("callback of a's end"))
    both = asyncio.gather(*tasks, child("gathered", 30))
    var.set(5)
    both.add_done_callback(lambda both: looks("callback of the gather"))
    await asyncio.sleep(0)
    looks("main")
    await asyncio.sleep(0)
    future.set_result("result")
    var.set(6)
    print(await both)
    await asyncio.sleep(0.04)
    looks("main")
    async with asyncio.TaskGroup() as group:
        var.set(7)
        made = group.create_task(child("of the group", 40))
        var.set(8)
    print(made.result(), await asyncio.wait_for(child("waited for", 50), 1), await child("in place", 60))
    looks("main")


asyncio.run(main())
