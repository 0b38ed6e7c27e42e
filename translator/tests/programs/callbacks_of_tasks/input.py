import asyncio


def report(task):
    if task.cancelled():
        print(task.get_name(), "was cancelled")
    elif task.exception() is not None:
        print(task.get_name(), "failed:", task.exception())
    else:
        print(task.get_name(), "gave", task.result())


class Collector:
    def __init__(self):
        self.results = []

    def collect(self, task):
        self.results.append(task.result())


async def work(n):
    await asyncio.sleep(0.01 * n)
    if n == 3:
        raise ValueError("three")
    return n * n


async def main():
    collector = Collector()
    tasks = []
    for n in range(1, 4):
        task = asyncio.create_task(work(n), name=f"work-{n}")
        task.add_done_callback(report)
        if n < 3:
            task.add_done_callback(collector.collect)
        tasks.append(task)
    slow = asyncio.create_task(asyncio.sleep(5), name="slow")
    slow.add_done_callback(lambda task: print("lambda saw", task.get_name(), task.cancelled()))
    await asyncio.sleep(0.1)
    slow.cancel()
    await asyncio.gather(*tasks, slow, return_exceptions=True)
    print(collector.results)


asyncio.run(main())
