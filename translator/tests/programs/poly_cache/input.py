import asyncio
from collections import deque


class Cache:
    def __init__(self, capacity):
        self.capacity = capacity
        self.entries = {}
        self.hits = 0
        self.misses = 0

    def get(self, key, default=None):
        if key in self.entries:
            self.hits += 1
            value = self.entries.pop(key)
            self.entries[key] = value
            return value
        self.misses += 1
        return default

    def put(self, key, value):
        if key in self.entries:
            del self.entries[key]
        self.entries[key] = value
        while len(self.entries) > self.capacity:
            oldest = next(iter(self.entries))
            del self.entries[oldest]

    async def get_or_load(self, key, load):
        value = self.get(key)
        if value is None:
            value = await load(key)
            self.put(key, value)
        return value


class PriorityQueue:
    def __init__(self):
        self.items = []

    def push(self, priority, item):
        self.items.append((priority, item))
        self.items.sort(key=lambda entry: entry[0])

    def pop(self):
        return self.items.pop(0)[1]

    def __bool__(self):
        return bool(self.items)


class History:
    def __init__(self, size):
        self.items = deque(maxlen=size)

    def add(self, item):
        self.items.append(item)

    def latest(self):
        return self.items[-1]

    def all(self):
        return list(self.items)


async def square(n):
    await asyncio.sleep(0)
    return n * n


async def shout(word):
    await asyncio.sleep(0)
    return word.upper() + "!"


def drain(queue):
    drained = []
    while queue:
        drained.append(queue.pop())
    return drained


async def main():
    squares, shouts = Cache(2), Cache(3)
    for n in (3, 4, 3, 5, 4):
        print(n, await squares.get_or_load(n, square))
    for word in ("hi", "ho", "hi"):
        print(word, (await shouts.get_or_load(word, shout)).center(7, "."))
    print(squares.entries, squares.hits, squares.misses, shouts.entries, shouts.hits)
    shouts.put("x", "y")
    print(squares.get(99, 0) + 1, shouts.get("zz", "none").title())
    tasks, numbers = PriorityQueue(), PriorityQueue()
    tasks.push(2, "sweep")
    tasks.push(1, "cook")
    numbers.push(0.5, 10)
    numbers.push(0.25, 20)
    print(drain(tasks), sum(drain(numbers)), bool(tasks))
    recent, words = History(2), History(5)
    for n in range(4):
        recent.add(n)
    words.add("only")
    print(recent.all(), recent.latest() + 1, words.latest().upper(), words.all())


asyncio.run(main())
