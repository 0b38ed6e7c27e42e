import asyncio


async def slow():
    try:
        for i in range(5):
            await asyncio.sleep(0.03)
            yield i
    finally:
        print("slow ends")


async def itself():
    yield 1
    try:
        await anext(gens[0])
    except RuntimeError as exc:
        print("itself", exc)
    try:
        await gens[0].aclose()
    except RuntimeError as exc:
        print("itself", exc)
    yield 2


async def cleans_up():
    try:
        yield 1
    finally:
        await asyncio.sleep(0)
        print("is clean")


gens = []


async def tell(what, awaitable):
    try:
        print(what, await awaitable)
    except BaseException as exc:
        print(what, repr(exc))


async def main():
    gen = slow()
    task = asyncio.create_task(tell("task", anext(gen)))
    await asyncio.sleep(0)
    await tell("next", anext(gen))
    await tell("send", gen.asend(None))
    await tell("throw", gen.athrow(ValueError()))
    await tell("close", gen.aclose())
    await task
    results = await asyncio.gather(anext(gen), anext(gen), gen.aclose(), return_exceptions=True)
    print(results)
    closing = asyncio.create_task(tell("closing", gen.aclose()))
    await asyncio.sleep(0)
    await tell("next", anext(gen))
    await closing
    gens.append(itself())
    async for i in gens[0]:
        print("itself", i)
    gen = cleans_up()
    await tell("next", anext(gen))
    task = asyncio.create_task(anext(gen))
    task.cancel("before it begins")
    await tell("throw", gen.athrow(KeyError("k")))
    await tell("task", task)
    gen = cleans_up()
    await tell("next", anext(gen))
    task = asyncio.create_task(gen.aclose())
    task.cancel("before it begins")
    await tell("task", task)


asyncio.run(main())
