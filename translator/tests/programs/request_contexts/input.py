import asyncio
import contextvars

request = contextvars.ContextVar("request", default=None)
depth = contextvars.ContextVar("depth", default=0)
seen: contextvars.ContextVar[list] = contextvars.ContextVar("seen")


class Request:
    def __init__(self, path, user=None):
        self.path = path
        self.user = user


def current_path():
    r = request.get()
    return r.path if r else "-"


async def middleware(handler, req):
    token = request.set(req)
    depth.set(depth.get() + 1)
    try:
        return await handler()
    finally:
        request.reset(token)


async def index():
    await asyncio.sleep(0)
    return f"{current_path()} depth={depth.get()} user={request.get().user}"


async def audit(tag):
    await asyncio.sleep(0.001)
    print("audit", tag, current_path(), depth.get())


async def with_background():
    task = asyncio.create_task(audit("bg"))
    result = await index()
    await task
    return result


def callback(label):
    print("callback", label, current_path())


async def main():
    print(current_path())
    print(await asyncio.gather(*(middleware(index, Request(p, u)) for p, u in [("/a", "x"), ("/b", None)])))
    print(await middleware(with_background, Request("/bg")))
    print(current_path(), depth.get())
    request.set(Request("/set"))
    loop = asyncio.get_running_loop()
    loop.call_soon(callback, "before")
    request.set(Request("/changed"))
    loop.call_soon(callback, "after")
    await asyncio.sleep(0)
    seen.set([])
    seen.get().append(1)

    async def child():
        seen.get().append(2)
        seen.set([9])
        return seen.get()

    print(await asyncio.create_task(child()), seen.get())
    ctx = contextvars.copy_context()
    ctx.run(depth.set, 50)
    print(depth.get(), ctx[depth], ctx.get(request).path)
    print(ctx.run(lambda: depth.get() + 1))
    print(await asyncio.to_thread(current_path))
    empty = contextvars.Context()
    print(empty.run(current_path), depth in empty)


asyncio.run(main())
