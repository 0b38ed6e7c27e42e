import asyncio


async def work(name, delay, error=None):
    try:
        await asyncio.sleep(delay)
        print(name, "ends")
        if error is not None:
            raise error
    except asyncio.CancelledError as e:
        print(name, repr(e), asyncio.current_task().cancelling())
        raise


async def fails_in_the_end(name):
    try:
        await work(name, 10)
    except asyncio.CancelledError:
        await asyncio.sleep(0)
        raise ValueError(name)


async def inside(name, delay, body):
    async with asyncio.timeout(delay) as limit:
        await body
    print(name, "in time", limit.expired())


async def main():
    me = asyncio.current_task()
    # The limit is around the group.
    try:
        async with asyncio.timeout(0.02) as limit:
            async with asyncio.TaskGroup() as group:
                group.create_task(work("a", 10))
                task = group.create_task(work("b", 0))
            print("never")
    except TimeoutError as e:
        print(repr(e), repr(e.__cause__), limit.expired(), task.done(), me.cancelling())
    # The body of the group waits as well, and a child fails while all is being cancelled.
    try:
        async with asyncio.timeout(0.02) as limit:
            async with asyncio.TaskGroup() as group:
                group.create_task(fails_in_the_end("late"))
                await work("body", 10)
    except* ValueError as e:
        print(repr(e), limit.expired(), me.cancelling())
    # The group fails before.
    try:
        async with asyncio.timeout(10) as limit:
            async with asyncio.TaskGroup() as group:
                group.create_task(work("c", 0, KeyError("c")))
                await work("body", 10)
    except* KeyError as e:
        print(repr(e), limit.expired(), me.cancelling())
    # Limits inside the group, in children and in the body.
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(inside("d", 0.02, work("d", 10)))
            group.create_task(inside("e", 10, work("e", 0)))
            await inside("body", 10, work("body", 10))
    except* TimeoutError as e:
        print(repr(e), me.cancelling())
    async with asyncio.TaskGroup() as group:
        other = group.create_task(work("f", 0.04))
        try:
            async with asyncio.timeout(0.02):
                await other
        except TimeoutError as e:
            # It is cancelled with the wait for it.
            print(repr(e), other.done(), other.cancelled())
        group.create_task(work("g", 0))
    # A group in a limit in a group.
    try:
        async with asyncio.TaskGroup() as outer:
            outer.create_task(work("h", 0.06))
            async with asyncio.timeout(0.02):
                async with asyncio.TaskGroup() as group:
                    group.create_task(work("i", 10))
            print("never")
    except* TimeoutError as e:
        print(repr(e), me.cancelling())


asyncio.run(main())
