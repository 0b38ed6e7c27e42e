"""The workloads of `cargo xtask asyncio-speed`, one a process: `workloads.py WORKLOAD [asyncio|uvloop|rloop]`."""

import asyncio
import importlib
import sys


async def gather_in_batches():
    async def work(n):
        return n

    total = 0
    for _ in range(10):
        tasks = [asyncio.create_task(work(n)) for n in range(10_000)]
        total += sum(await asyncio.gather(*tasks))
    return total


async def through_a_queue():
    queue = asyncio.Queue(128)

    async def consume():
        while True:
            await queue.get()
            queue.task_done()

    consumers = [asyncio.create_task(consume()) for _ in range(2)]
    for item in range(1_000_000):
        await queue.put(item)
    await queue.join()
    for task in consumers:
        task.cancel()
    return 1_000_000


async def switches():
    async def work():
        for _ in range(500_000):
            await asyncio.sleep(0)
        return 500_000

    return sum(await asyncio.gather(work(), work()))


async def parked():
    tasks_number = 100_000
    event = asyncio.Event()
    before = resident()

    async def wait():
        await event.wait()

    before = resident()
    tasks = [asyncio.create_task(wait()) for _ in range(tasks_number)]
    await asyncio.sleep(0)
    each = (resident() - before) // tasks_number
    event.set()
    await asyncio.gather(*tasks)
    return each


def resident():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * 4096


workload = {"gather": gather_in_batches, "queue": through_a_queue, "switch": switches, "parked": parked}[sys.argv[1]]
loop = sys.argv[2] if len(sys.argv) > 2 else "asyncio"
new_event_loop = importlib.import_module(loop).new_event_loop
with asyncio.Runner(loop_factory=new_event_loop) as runner:
    print(runner.run(workload()))
