import asyncio


async def count(name, fails=False):
    try:
        for i in range(10):
            yield i
    except GeneratorExit:
        print(name, "exit")
        raise
    except asyncio.CancelledError:
        print(name, "cancelled")
        raise
    finally:
        await asyncio.sleep(0)
        print(name, "is clean")
        if fails:
            raise ValueError(name)


kept = []


async def consume(gen):
    async for i in gen:
        print("consumed", i)
        await asyncio.sleep(10)


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(
        lambda loop, context: print(context["message"].split(" object ")[0], repr(context["exception"]))
    )
    gen = count("by hand", fails=True)
    print(await anext(gen))
    await loop.shutdown_asyncgens()
    print("closed")
    consumed = count("consumed", fails=True)
    task = asyncio.create_task(consume(consumed))
    kept.extend((consumed, task))
    await asyncio.sleep(0)
    print("main ends")


asyncio.run(main())


async def other():
    gen = count("left by main")
    kept.append(gen)
    print(await anext(gen))
    gen = count("left at the end")
    print(await anext(gen))
    print("other ends")


asyncio.run(other())
print("end")
