import asyncio


async def work(name, turns=1, error=None):
    for _ in range(turns):
        await asyncio.sleep(0)
    print(name, "ends")
    if error is not None:
        raise error
    return name


def attempt(name, group):
    coro = work(name)
    try:
        return group.create_task(coro)
    except RuntimeError as e:
        print(name, str(e).split("> ")[-1])
        coro.close()


async def main():
    # A child makes brothers, as long as the group is there.
    async with asyncio.TaskGroup() as group:

        async def grows(n):
            await asyncio.sleep(0)
            print("grows", n)
            if n > 0:
                group.create_task(grows(n - 1))
                group.create_task(grows(0))

        group.create_task(grows(2))
        print("body ends")
    print("grown")
    attempt("too late", group)
    # After a failure there are none.
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(work("fails", 0, ValueError("no")))
            attempt("before", group)
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                attempt("after", group)
                raise
    except* ValueError as e:
        print(repr(e))
    attempt("finished", group)
    # The body swallows the cancel that the group sends.
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(work("fails", 0, KeyError("first")))
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                print("swallowed", asyncio.current_task().cancelling())
            await asyncio.sleep(0)
            print("body ends")
    except* KeyError as e:
        print(repr(e), asyncio.current_task().cancelling())
    # A child of a group that awaits another one, and results after it.
    async with asyncio.TaskGroup() as group:
        first = group.create_task(work("first", 2))

        async def follows():
            print("follows", await first)
            return await work("second", 0)

        second = group.create_task(follows())
        first.add_done_callback(lambda task: print("callback", task.result(), second.done()))
    print(first.result(), second.result())
    # The group is used where nobody waits for it any more.
    async with asyncio.TaskGroup() as group:
        pass
    attempt("never", group)


asyncio.run(main())
