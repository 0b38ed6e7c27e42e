import asyncio
import contextvars

var = contextvars.ContextVar("var", default=0)
bare = contextvars.ContextVar("bare")


async def child(n):
    print("child", n, var.get())
    var.set(n)
    await asyncio.sleep(0)
    print("child", n, var.get())
    await nested(n)
    print("child", n, var.get())


async def nested(n):
    var.set(n * 10)


async def main():
    loop = asyncio.get_running_loop()
    var.set(1)
    tasks = [asyncio.create_task(child(n)) for n in (2, 3)]
    loop.call_soon(lambda: (print("callback", var.get()), var.set(9)))
    var.set(4)
    loop.call_soon(lambda: print("callback", var.get()))
    await asyncio.gather(*tasks)
    print("main", var.get())
    token = var.set(5)
    var.reset(token)
    print("main", var.get())
    try:
        var.reset(token)
    except RuntimeError as e:
        print("already been used once" in str(e))
    try:
        bare.get()
    except LookupError:
        print("no value", bare.get("default"))
    context = contextvars.copy_context()
    context.run(var.set, 7)
    print(var.get(), context.get(var))


asyncio.run(main())
