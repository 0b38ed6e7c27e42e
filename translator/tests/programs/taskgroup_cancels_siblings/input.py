import asyncio

log = []


async def patient(name, seconds):
    try:
        await asyncio.sleep(seconds)
        log.append(f"{name} done")
    except asyncio.CancelledError:
        log.append(f"{name} cancelled")
        raise
    finally:
        log.append(f"{name} cleanup")


async def stubborn(name):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        await asyncio.sleep(0.01)
        raise RuntimeError(f"{name} broke while stopping")


async def bomb(seconds):
    await asyncio.sleep(seconds)
    raise ValueError("boom")


async def main():
    try:
        async with asyncio.TaskGroup() as tg:
            t1 = tg.create_task(patient("quick", 0.02))
            t2 = tg.create_task(patient("slow", 5))
            t3 = tg.create_task(bomb(0.06))
            t4 = tg.create_task(stubborn("mule"))
    except* ValueError as eg:
        print("ValueErrors:", [str(e) for e in eg.exceptions])
    except* RuntimeError as eg:
        print("RuntimeErrors:", [str(e) for e in eg.exceptions])
    print(*log, sep="\n")
    print(t1.cancelled(), t2.cancelled(), t3.cancelled(), t4.cancelled())
    print(repr(t3.exception()), repr(t4.exception()))

    log.clear()
    # an error in the body of the group cancels as well
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(patient("bg", 1))
            await asyncio.sleep(0.02)
            raise LookupError("in the body")
    except* LookupError as eg:
        print("body:", eg.exceptions)
    print(log)


asyncio.run(main())
