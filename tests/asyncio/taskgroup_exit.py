import asyncio


async def child(name, turns, error=None):
    try:
        for _ in range(turns):
            await asyncio.sleep(0)
        print(name, "ends")
        if error is not None:
            raise error
    except asyncio.CancelledError as e:
        print(name, repr(e))
        raise


async def main(*all, body=None):
    try:
        async with asyncio.TaskGroup() as group:
            for one in all:
                group.create_task(child(*one))
            await asyncio.sleep(0)
            if body is not None:
                raise body
            await asyncio.sleep(10)
    except BaseException as e:
        print("main", repr(e), asyncio.current_task().cancelling())
        raise


def run(*all, body=None):
    try:
        asyncio.run(main(*all, body=body))
    except BaseException as e:
        print("run", repr(e))


# What ends the program goes before all others, and is not in a group.
run(("a", 1, SystemExit(3)), ("b", 9))
run(("c", 1, ValueError("c")), ("d", 1, KeyboardInterrupt()), ("e", 9))
run(("f", 9), body=SystemExit("body"))
run(("g", 0, ValueError("g")), body=KeyboardInterrupt("body"))
