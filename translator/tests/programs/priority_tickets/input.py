import asyncio
import itertools

counter = itertools.count()
LEVELS = {"low": 3, "normal": 2, "urgent": 1}


class Ticket:
    def __init__(self, title, level="normal"):
        self.title = title
        self.level = level
        self.number = next(counter)

    def __lt__(self, other):
        return (LEVELS[self.level], self.number) < (LEVELS[other.level], other.number)

    def __str__(self):
        return f"#{self.number} {self.title} [{self.level}]"


async def desk(name, tickets, closed):
    while not tickets.empty():
        t = await tickets.get()
        print(f"{name} takes {t}")
        await asyncio.sleep(0)
        closed.append(t.number)
        tickets.task_done()


async def main():
    tickets = asyncio.PriorityQueue()
    await tickets.put(Ticket("printer on fire", "urgent"))
    await tickets.put(Ticket("new mouse", "low"))
    await tickets.put(Ticket("password reset"))
    await tickets.put(Ticket("coffee machine broken", "urgent"))
    await tickets.put(Ticket("install editor"))
    closed = []
    await asyncio.gather(desk("ann", tickets, closed), desk("bob", tickets, closed))
    print("order:", closed)

    # tuples work too: compared item by item
    q = asyncio.PriorityQueue()
    for pair in [(2, "code"), (1, "eat"), (3, "sleep"), (1, "drink")]:
        q.put_nowait(pair)
    while not q.empty():
        priority, what = q.get_nowait()
        print(priority, what)

    stack = asyncio.LifoQueue()
    for word in "to be or not".split():
        await stack.put(word)
    print(" ".join([await stack.get() for _ in range(4)]))


if __name__ == "__main__":
    asyncio.run(main())
