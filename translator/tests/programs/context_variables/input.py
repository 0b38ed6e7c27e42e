import asyncio
import contextvars

request_id = contextvars.ContextVar("request_id", default="-")
user = contextvars.ContextVar("user")


def log(msg):
    print(f"[{request_id.get()}] {user.get('nobody')}: {msg}")


async def query(table):
    log(f"select from {table}")
    await asyncio.sleep(0.01)
    return len(table)


async def handle(rid, name):
    request_id.set(rid)
    token = user.set(name)
    log("begin")
    rows = await query(f"orders_of_{name}")
    await asyncio.create_task(query("audit"))
    user.reset(token)
    log(f"end, {rows} rows")


async def change_only_inside():
    user.set("inner")
    log("inside the task")


async def main():
    log("before")
    await asyncio.gather(handle("r1", "ann"), handle("r2", "bob"))
    log("after")

    user.set("outer")
    await asyncio.create_task(change_only_inside())
    log("a task has its own copy")
    await change_only_inside()
    log("an awaited coroutine has not")

    ctx = contextvars.copy_context()
    ctx.run(request_id.set, "ctx")
    print(ctx[request_id], request_id.get(), user in ctx, ctx.get(user))
    loop = asyncio.get_running_loop()
    loop.call_soon(log, "call_soon keeps the context")
    user.set("changed")
    await asyncio.sleep(0)
    log("now")
    fresh = contextvars.ContextVar("fresh")
    try:
        fresh.get()
    except LookupError:
        print("LookupError for", fresh.name)


asyncio.run(main())
