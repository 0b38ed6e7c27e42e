import asyncio


async def tell(what, awaitable):
    try:
        print(what, await awaitable)
    except BaseException as exc:
        print(what, repr(exc))


async def echo():
    sent = None
    try:
        while True:
            try:
                sent = yield sent
                print("echo got", sent)
                await asyncio.sleep(0)
            except KeyError as exc:
                print("echo caught", repr(exc))
                sent = -1
            if sent == 9:
                break
    finally:
        await asyncio.sleep(0)
        print("echo ends")


async def stubborn():
    while True:
        try:
            yield 1
        except GeneratorExit:
            print("no")
            await asyncio.sleep(0)


async def main():
    gen = echo()
    await tell("send first", gen.asend(1))
    await tell("next", anext(gen))
    await tell("send", gen.asend(2))
    await tell("throw", gen.athrow(KeyError("k")))
    await tell("send", gen.asend(3))
    await tell("throw", gen.athrow(ValueError("v")))
    await tell("next", anext(gen))
    await tell("send", gen.asend(4))
    await tell("throw", gen.athrow(ValueError("w")))
    await tell("close", gen.aclose())

    gen = echo()
    await tell("next", anext(gen))
    await tell("last", gen.asend(9))
    await tell("next", anext(gen))

    gen = echo()
    await tell("throw first", gen.athrow(ValueError("x")))
    await tell("next", anext(gen))

    gen = echo()
    await tell("close first", gen.aclose())
    await tell("next", anext(gen))

    gen = echo()
    await tell("next", anext(gen))
    await tell("close", gen.aclose())
    await tell("close", gen.aclose())
    await tell("next", anext(gen))

    gen = echo()
    await tell("next", anext(gen))
    await tell("throw exit", gen.athrow(GeneratorExit()))
    await tell("throw", gen.athrow(KeyError()))

    gen = stubborn()
    await tell("next", anext(gen))
    await tell("close", gen.aclose())
    await tell("throw", gen.athrow(ValueError("y")))
    await tell("next", anext(gen))
    await tell("end", gen.asend(None))

    gen = echo()
    step = anext(gen)
    await tell("step", step)
    await tell("step", step)
    step = gen.aclose()
    await tell("close", step)
    await tell("close", step)
    print(await anext(gen, "default"))


async def main_with_end():
    await main()


asyncio.run(main_with_end())
