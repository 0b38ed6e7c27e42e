import asyncio
import time
from datetime import datetime


class Job:
    counter = 0

    def __init__(self, func, interval):
        Job.counter += 1
        self.id = Job.counter
        self.func = func
        self.interval = interval
        self.runs = 0
        self._task = None

    def start(self):
        self._task = asyncio.create_task(self._run())
        return self

    async def _run(self):
        try:
            while True:
                await self.func(self)
                self.runs += 1
                await asyncio.sleep(self.interval)
        except asyncio.CancelledError:
            print(f"job {self.id} stopped after {'some' if self.runs else 'no'} runs")
            raise

    def stop(self):
        if self._task and not self._task.done():
            self._task.cancel()

    async def join(self):
        await asyncio.gather(self._task, return_exceptions=True)
        return self._task.cancelled()


async def hello(job):
    if job.runs == 0:
        print("hello from", job.id)


async def crash(job):
    raise ZeroDivisionError("crash")


class Progress:
    def __init__(self, total):
        self.total = total
        self.done = 0
        self.changed = asyncio.Condition()

    async def step(self):
        async with self.changed:
            self.done += 1
            self.changed.notify_all()

    async def wait_until(self, n):
        async with self.changed:
            await self.changed.wait_for(lambda: self.done >= n)
            return self.done


async def main():
    jobs = [Job(hello, 0.01).start(), Job(crash, 1).start()]
    await asyncio.sleep(0.03)
    for job in jobs:
        job.stop()
    print([await job.join() for job in jobs])
    print(type(jobs[1]._task.exception()).__name__)
    p = Progress(3)
    waiter = asyncio.create_task(p.wait_until(2))
    for _ in range(3):
        await p.step()
        await asyncio.sleep(0)
    print(await waiter)
    loop = asyncio.get_running_loop()
    t0 = loop.time()
    await asyncio.gather(*(asyncio.sleep(0.02) for _ in range(10)))
    print(loop.time() - t0 < 0.2)
    event = asyncio.Event()
    waiters = [asyncio.create_task(event.wait()) for _ in range(3)]
    await asyncio.sleep(0)
    event.set()
    print(await asyncio.gather(*waiters))
    task = asyncio.create_task(asyncio.sleep(10))
    await asyncio.sleep(0)
    print(task.cancel(), task.cancel("again"))
    try:
        await task
    except asyncio.CancelledError as e:
        print(repr(e), task.cancelled())
    try:
        task.result()
    except asyncio.CancelledError:
        print("result raises")
    try:
        task.exception()
    except asyncio.CancelledError:
        print("exception raises")

    async def child():
        try:
            await asyncio.sleep(10)
        finally:
            print("child cleanup")

    async def parent():
        await asyncio.gather(child(), child())

    pt = asyncio.create_task(parent())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    pt.cancel()
    print((await asyncio.gather(pt, return_exceptions=True))[0].__class__.__name__)


asyncio.run(main())
