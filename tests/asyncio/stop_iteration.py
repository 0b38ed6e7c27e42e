import asyncio


async def stops():
    await asyncio.sleep(0)
    raise StopIteration("enough")


async def main():
    try:
        await stops()
    except RuntimeError as exc:
        print(repr(exc), repr(exc.__cause__))
    task = asyncio.create_task(stops())
    try:
        await task
    except RuntimeError as exc:
        print(repr(exc), task.done())
    future = asyncio.get_running_loop().create_future()
    try:
        future.set_exception(StopIteration())
    except TypeError as exc:
        print(exc)
    future.set_result(1)
    try:
        future.set_exception(StopIteration())
    except asyncio.InvalidStateError as exc:
        print(exc)


asyncio.run(main())
