import asyncio


async def work(name, turns, error=None):
    try:
        for _ in range(turns):
            await asyncio.sleep(0)
        print(name, "ends")
        if error is not None:
            raise error
        return name
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise


async def branch(name, *all):
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(work(*one)) for one in all]
        return [task.result() for task in tasks]
    except BaseException as e:
        print("branch", name, repr(e))
        raise


async def main():
    async with asyncio.TaskGroup() as outer:
        left = outer.create_task(branch("left", ("a", 1), ("b", 2)))
        async with asyncio.TaskGroup() as inner:
            right = inner.create_task(branch("right", ("c", 0)))
        print("inner is over", right.result(), left.done())
    print("outer is over", left.result())
    # A group in a child fails: the other children are cancelled, each with its own.
    try:
        async with asyncio.TaskGroup() as outer:
            outer.create_task(branch("left", ("d", 2, ValueError("d")), ("e", 9)))
            outer.create_task(branch("right", ("f", 9)))
    except* ValueError as e:
        print(repr(e), e.exceptions[0].message)
    # Both fail in one turn, with different classes.
    try:
        try:
            async with asyncio.TaskGroup() as outer:
                outer.create_task(branch("left", ("g", 1, ValueError("g")), ("h", 1, KeyError("h"))))
                outer.create_task(branch("right", ("i", 1, TypeError("i")), ("j", 1, KeyError("j"))))
        except* KeyError as e:
            print("keys", repr(e))
        except* OSError as e:
            print("never", repr(e))
        except* ValueError as e:
            print("values", repr(e))
    except ExceptionGroup as e:
        print("left over", repr(e), e)
    # A group in the body of a group; what the inner raises fails the outer.
    try:
        async with asyncio.TaskGroup() as outer:
            outer.create_task(work("k", 9))
            async with asyncio.TaskGroup() as inner:
                inner.create_task(work("l", 1, ValueError("l")))
                await work("body", 9)
    except* ValueError as e:
        print(repr(e))
    # The outer one fails while the inner one waits.
    try:
        async with asyncio.TaskGroup() as outer:
            outer.create_task(work("m", 2, KeyError("m")))
            async with asyncio.TaskGroup() as inner:
                inner.create_task(work("n", 9))
    except* KeyError as e:
        print(repr(e), asyncio.current_task().cancelling())


asyncio.run(main())
