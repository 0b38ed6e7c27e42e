import asyncio
import functools


def on_done(task):
    if task.cancelled():
        print(f"[{task.get_name()}] was cancelled")
    elif task.exception() is not None:
        print(f"[{task.get_name()}] raised {task.exception()!r}")
    else:
        print(f"[{task.get_name()}] returned {task.result()}")


def store(box, task):
    box[task.get_name()] = None if task.cancelled() else task.exception() or task.result()


async def job(seconds, fail=False):
    await asyncio.sleep(seconds)
    if fail:
        raise RuntimeError("job failed after a while")
    return seconds * 1000


async def main():
    box = {}
    quick = asyncio.create_task(job(0.02), name="quick")
    bad = asyncio.create_task(job(0.05, fail=True), name="bad")
    slow = asyncio.create_task(job(5), name="slow")
    for t in (quick, bad, slow):
        t.add_done_callback(on_done)
        t.add_done_callback(functools.partial(store, box))
    quick.add_done_callback(lambda t: print("lambda sees", t.done(), t is quick))

    await asyncio.sleep(0.09)
    slow.cancel()
    await asyncio.wait([quick, bad, slow])
    print(box["quick"], box["slow"], type(box["bad"]).__name__)
    print(slow.remove_done_callback(on_done))

    late = asyncio.create_task(job(0), name="late")
    await late
    late.add_done_callback(on_done)
    print("callback of a finished task is only queued")
    await asyncio.sleep(0)
    print("and now it ran")


asyncio.run(main())
