"""A toy event loop in 50 lines, to understand what asyncio does."""
import heapq
import time
import types
from collections import deque


@types.coroutine
def switch():
    yield ("ready", None)


@types.coroutine
def pause(seconds):
    yield ("sleep", seconds)


class Loop:
    def __init__(self):
        self.ready = deque()
        self.sleeping = []
        self.sequence = 0
        self.results = {}

    def spawn(self, coro, name):
        self.ready.append((name, coro))

    def sleep(self, name, coro, seconds):
        self.sequence += 1
        heapq.heappush(self.sleeping, (time.monotonic() + seconds, self.sequence, name, coro))

    def run(self):
        steps = 0
        while self.ready or self.sleeping:
            if not self.ready:
                when, _, name, coro = heapq.heappop(self.sleeping)
                delta = when - time.monotonic()
                if delta > 0:
                    time.sleep(delta)
                self.ready.append((name, coro))
            name, coro = self.ready.popleft()
            try:
                command, argument = coro.send(None)
            except StopIteration as stop:
                self.results[name] = stop.value
                continue
            steps += 1
            if command == "sleep":
                self.sleep(name, coro, argument)
            else:
                self.ready.append((name, coro))
        return steps


async def countdown(n):
    while n > 0:
        print("T-minus", n)
        await pause(0.04)
        n -= 1
    return "liftoff"


async def countup(stop):
    x = 0
    while x < stop:
        print("Up", x)
        await pause(0.1)
        x += 1
    return x


async def busy():
    for letter in "abc":
        print("busy", letter)
        await switch()


loop = Loop()
loop.spawn(countdown(3), "down")
loop.spawn(countup(2), "up")
loop.spawn(busy(), "busy")
print(loop.run(), "steps")
print(loop.results)
