import asyncio
import contextvars
from contextlib import contextmanager

level = contextvars.ContextVar("level", default=0)
user = contextvars.ContextVar("user")
trail = contextvars.ContextVar("trail", default="")


class Scope:
    def __init__(self, name):
        self.name = name
        self.token = None

    def __enter__(self):
        self.token = user.set(self.name)
        return self

    def __exit__(self, kind, exc, tb):
        user.reset(self.token)


@contextmanager
def deeper(by=1):
    token = level.set(level.get() + by)
    try:
        yield level.get()
    finally:
        level.reset(token)


def describe(prefix="ctx"):
    return f"{prefix}: {user.get('nobody')} at {level.get()} {trail.get()!r}"


async def child(name):
    trail.set(trail.get() + "/" + name)
    with deeper(10):
        await asyncio.sleep(0)
        print(name, describe())
    return trail.get()


async def main():
    print(describe())
    with Scope("ann"):
        with deeper() as now:
            print("now", now, describe("in"))
            print(await asyncio.gather(child("a"), child("b")))
        print(await child("c"))
    print(describe("after"))

    ctx = contextvars.copy_context()
    print(ctx.run(describe, "copied"), ctx.run(describe, prefix="named"))
    token = ctx.run(level.set, 99)
    print(ctx[level], level.get(), user in ctx, ctx.get(user), ctx.get(user, "default"), ctx.get(level, -1))
    try:
        level.reset(token)
    except ValueError as e:
        print("ValueError")
    first = level.set(5)
    second = level.set(6)
    print(level.get())
    level.reset(second)
    print(level.get())
    level.reset(first)
    print(level.get())
    try:
        level.reset(first)
    except RuntimeError:
        print("used before")
    try:
        user.get()
    except LookupError as e:
        print("no user", user.name)


asyncio.run(main())
