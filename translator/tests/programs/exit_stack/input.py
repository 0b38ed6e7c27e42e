import asyncio
from contextlib import AsyncExitStack, asynccontextmanager


@asynccontextmanager
async def connect(name):
    if name.startswith("bad"):
        raise ConnectionRefusedError(name)
    print("+", name)
    try:
        yield name
    finally:
        await asyncio.sleep(0)
        print("-", name)


async def goodbye(who):
    await asyncio.sleep(0)
    print("goodbye", who)


async def open_all(names):
    async with AsyncExitStack() as stack:
        conns = [await stack.enter_async_context(connect(n)) for n in names]
        stack.push_async_callback(goodbye, "everyone")
        stack.callback(print, "plain callback", len(conns))
        print("using", conns)
        return "-".join(conns)


async def main():
    print(await open_all(["db", "cache", "mail"]))
    try:
        await open_all(["one", "two", "bad three", "four"])
    except ConnectionError as e:
        print(type(e).__name__, e)

    # keep what was opened
    stack = AsyncExitStack()
    async with stack:
        await stack.enter_async_context(connect("kept"))
        keep = stack.pop_all()
    print("block is over")
    await keep.aclose()


if __name__ == "__main__":
    asyncio.run(main())
