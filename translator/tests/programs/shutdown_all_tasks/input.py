import asyncio


async def worker(name, queue, done):
    try:
        while True:
            item = await queue.get()
            await asyncio.sleep(0.001)
            done.append((name, item))
            queue.task_done()
    except asyncio.CancelledError:
        print(f"{name} cancelled")
        raise


async def flaky():
    await asyncio.sleep(0)
    raise RuntimeError("flaky")


async def stubborn():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        await asyncio.sleep(0)
        print("stubborn cleaned up")
        return "clean"


async def shutdown():
    me = asyncio.current_task()
    others = [t for t in asyncio.all_tasks() if t is not me]
    print("left:", sorted(t.get_name() for t in others))
    for t in others:
        t.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    print("all done:", all(t.done() for t in others), sum(t.cancelled() for t in others))


async def main():
    queue = asyncio.Queue(maxsize=3)
    done = []
    tasks = [asyncio.create_task(worker(f"w{i}", queue, done), name=f"worker-{i}") for i in range(2)]
    extra = asyncio.create_task(stubborn(), name="stubborn")
    bad = asyncio.create_task(flaky(), name="flaky")
    for n in range(6):
        await queue.put(n)
    await queue.join()
    print(sorted(item for _, item in done), queue.maxsize)
    await asyncio.sleep(0.005)
    print(bad.done(), repr(bad.exception()))
    await shutdown()
    print(extra.result(), [t.cancelled() for t in tasks])
    pending = asyncio.all_tasks() - {asyncio.current_task()}
    print("pending", len(pending))


asyncio.run(main())
