import asyncio
import itertools
from dataclasses import dataclass, field


@dataclass(order=True)
class Job:
    priority: int
    name: str = field(compare=False)
    cost: float = field(compare=False, default=0.5)


class Ticket:
    def __init__(self, level, number):
        self.level = level
        self.number = number

    def __lt__(self, other):
        return (self.level, self.number) < (other.level, other.number)

    def __repr__(self):
        return f"<{self.level}:{self.number}>"


async def consumer(name, queue, log):
    while not queue.empty():
        job = queue.get_nowait()
        log.append(f"{name}:{job.name}")
        await asyncio.sleep(0)
        queue.task_done()


async def main():
    queue = asyncio.PriorityQueue(maxsize=4)
    for priority, name in [(3, "sweep"), (1, "alarm"), (2, "mail"), (1, "fire")]:
        await queue.put(Job(priority, name))
    print(queue.full(), queue.qsize(), queue.maxsize)
    try:
        queue.put_nowait(Job(0, "late"))
    except asyncio.QueueFull:
        print("full")
    log = []
    await asyncio.gather(consumer("a", queue, log), consumer("b", queue, log))
    await queue.join()
    print(log)

    tickets = asyncio.PriorityQueue()
    for level, number in [(2, 1), (1, 7), (2, 0), (1, 3)]:
        tickets.put_nowait(Ticket(level, number))
    out = []
    while not tickets.empty():
        out.append(await tickets.get())
    print(out)

    counter = itertools.count()
    entries = asyncio.PriorityQueue()
    for priority, payload in [(5, {"k": 1}), (5, {"k": 2}), (1, {"k": 3})]:
        await entries.put((priority, next(counter), payload))
    while entries.qsize():
        priority, order, payload = await entries.get()
        print(priority, order, payload)

    mixed = asyncio.PriorityQueue()
    await mixed.put((2, "two"))
    await mixed.put((1, None))
    try:
        await mixed.put((1, "one"))
        print(await mixed.get())
    except TypeError as e:
        print("TypeError:", e)
    stack = asyncio.LifoQueue(2)
    await stack.put("a")
    await stack.put("b")
    print(stack.full(), await stack.get(), stack.get_nowait(), stack.empty())
    try:
        stack.get_nowait()
    except asyncio.QueueEmpty:
        print("empty")


asyncio.run(main())
