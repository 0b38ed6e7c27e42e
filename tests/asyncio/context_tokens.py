import asyncio
from contextvars import ContextVar, copy_context

var, other, bare = ContextVar("var", default="default"), ContextVar("other", default=0), ContextVar("bare")
same = ContextVar("same")


def nested(depth):
    token = var.set(f"depth {depth}")
    other.set(other.get() + 1)
    if depth:
        nested(depth - 1)
    print(var.get(), other.get())
    var.reset(token)


def raises(call):
    try:
        call()
        print("does not raise")
    except (RuntimeError, ValueError, LookupError) as e:
        print(type(e).__name__)


async def child(name, n):
    token = var.set(name)
    for _ in range(n):
        await asyncio.sleep(0)
        other.set(other.get() + 10)
    print(name, var.get(), other.get(), bare.get("none"))
    var.reset(token)
    return var.get()


async def main():
    nested(2)
    print(var.get(), other.get())
    first, second = var.set("first"), var.set("second")
    var.reset(first)
    print(var.get())
    var.reset(second)
    print(var.get())
    raises(lambda: var.reset(first))
    raises(lambda: same.reset(second))
    unused = var.set("not for long")
    raises(lambda: same.reset(unused))
    raises(lambda: var.reset(unused))
    raises(bare.get)
    token = bare.set("set")
    bare.reset(token)
    raises(bare.get)
    context = copy_context()
    context.run(nested, 1)
    context.run(var.set, "inside")
    print(var.get(), context[var], context[other], other.get(), bare in context)
    inner = context.run(copy_context)
    inner.run(bare.set, "inner")
    print(inner[bare], inner[var], context.get(bare), context.run(lambda: (var.get(), other.get())))
    bare.set("of main")
    print(*await asyncio.gather(child("a", 2), child("b", 1), child("c", 0)))
    print(await child("awaited", 1), other.get())
    task = context.run(asyncio.create_task, child("in the context", 1))
    print(await task, other.get(), context[other])


asyncio.run(main())
