import asyncio


def chain(source, target, name):
    # What a future ends with, the next one ends with, too.
    def copy(future):
        print(name, "copies", target.done())
        if target.done():
            return
        if future.cancelled():
            target.cancel(name)
        elif future.exception() is not None:
            target.set_exception(future.exception())
        else:
            target.set_result(future.result() + name)

    def back(future):
        print(name, "goes back", source.done())
        if future.cancelled():
            source.cancel(f"back from {name}")

    source.add_done_callback(copy)
    target.add_done_callback(back)


async def waits(name, future):
    try:
        print(name, "has", await future)
    except (ValueError, asyncio.CancelledError) as e:
        print(name, "has", repr(e))
    await asyncio.sleep(0)
    print(name, "ends")


async def main():
    loop = asyncio.get_running_loop()
    for end in (
        lambda futures: futures[0].set_result(""),
        lambda futures: futures[0].set_exception(ValueError("first")),
        lambda futures: futures[0].cancel("first"),
        lambda futures: futures[2].cancel("last"),
        lambda futures: (futures[2].set_result("early"), futures[1].cancel("middle")),
    ):
        futures = [loop.create_future() for _ in range(3)]
        chain(futures[0], futures[1], "a")
        chain(futures[1], futures[2], "b")
        tasks = [asyncio.create_task(waits(name, future)) for name, future in zip("xyz", futures)]
        await asyncio.sleep(0)
        end(futures)
        for turn in range(3):
            await asyncio.sleep(0)
            print("turn", turn, [future.done() for future in futures], [task.done() for task in tasks])
        for future in futures:
            if future.done() and not future.cancelled():
                print(repr(future.exception()))
        futures[0].cancel()
        await asyncio.wait(tasks)
        print("--")


asyncio.run(main())
