import asyncio
import contextvars

var = contextvars.ContextVar("var", default="none")
other = contextvars.ContextVar("other")


def reset(name, token, of=var):
    try:
        of.reset(token)
        print(name, var.get())
    except (ValueError, RuntimeError) as e:
        print(name, type(e).__name__, "different Context" in str(e), "different ContextVar" in str(e), "used once" in str(e))


async def child(token):
    reset("child", token)
    mine = var.set("child")
    reset("child own", mine)
    return var.set("child again")


async def main():
    token = var.set("main")
    theirs = await asyncio.create_task(child(token))
    reset("main theirs", theirs)
    reset("main other var", token, other)
    copy = contextvars.copy_context()
    copy.run(reset, "copy", token)
    second = other.set(1)
    reset("main after a copy", token)
    reset("main twice", token)
    reset("main second", second, other)
    later = var.set("later")
    asyncio.get_running_loop().call_soon(reset, "callback", later)
    await asyncio.sleep(0)
    nested = contextvars.copy_context()
    inside = nested.run(var.set, "nested")
    nested.run(reset, "nested again", inside)
    reset("later", later)
    return var.set("kept")


with asyncio.Runner() as runner:
    kept = runner.run(main())

    async def second():
        print(var.get())
        reset("second run", kept)

    runner.run(second())
reset("outside", kept)
