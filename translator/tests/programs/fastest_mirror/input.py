# ask all mirrors, keep the first answer, stop the rest
import asyncio


async def mirror(name, delay):
    try:
        await asyncio.sleep(delay)
        print(name, "answers")
        return name
    except asyncio.CancelledError:
        print(name, "told to stop")
        raise


async def race(mirrors):
    tasks = {asyncio.create_task(mirror(n, d)): n for n, d in mirrors}
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for t in sorted(pending, key=tasks.get):
        t.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    winner = done.pop()
    assert not done
    return winner.result(), sorted(tasks[t] for t in pending)


async def with_timeout():
    tasks = [asyncio.create_task(mirror(f"m{i}", i * 0.05), name=f"m{i}") for i in (1, 2, 9)]
    done, pending = await asyncio.wait(tasks, timeout=0.17)
    print(len(done), "done", len(pending), "pending")
    print([t.get_name() for t in tasks if t in pending])
    for p in pending:
        p.cancel()
    await asyncio.wait(pending)
    print([t.cancelled() for t in tasks])


async def first_error():
    async def bad():
        await asyncio.sleep(0.02)
        raise OSError("disk full")

    b = asyncio.create_task(bad())
    g = asyncio.create_task(mirror("good", 0.06))
    done, pending = await asyncio.wait([b, g], return_when=asyncio.FIRST_EXCEPTION)
    print(b in done, g in pending, repr(b.exception()))
    print(await g)


async def main():
    print(await race([("paris", 0.09), ("berlin", 0.03), ("rome", 2)]))
    await with_timeout()
    await first_error()


asyncio.run(main())
