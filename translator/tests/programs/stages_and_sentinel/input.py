import asyncio
import sys
from abc import ABC, abstractmethod
from contextlib import asynccontextmanager, suppress


class Stage(ABC):
    def __init__(self, name):
        self.name = name
        self.seen = 0

    @abstractmethod
    async def handle(self, item):
        ...

    async def run(self, source, sink):
        async for item in source:
            self.seen += 1
            out = await self.handle(item)
            if out is not None:
                await sink.send(out)
        await sink.close()

    def __repr__(self):
        return f"<{type(self).__name__} {self.name}: {self.seen}>"


class Channel:
    _DONE = object()

    def __init__(self, size=0):
        self.q = asyncio.Queue(size)

    async def send(self, item):
        await self.q.put(item)

    async def close(self):
        await self.q.put(self._DONE)

    def __aiter__(self):
        return self

    async def __anext__(self):
        item = await self.q.get()
        if item is self._DONE:
            raise StopAsyncIteration
        return item


class Double(Stage):
    async def handle(self, item):
        await asyncio.sleep(0)
        return item * 2


class DropOdd(Stage):
    async def handle(self, item):
        return item if item % 2 == 0 else None


class Collect(Stage):
    def __init__(self, name):
        super().__init__(name)
        self.items = []

    async def handle(self, item):
        self.items.append(item)


@asynccontextmanager
async def pipeline(*stages):
    channels = [Channel(2) for _ in range(len(stages) + 1)]
    tasks = [asyncio.create_task(s.run(a, b)) for s, a, b in zip(stages, channels, channels[1:])]
    try:
        yield channels[0]
        await channels[0].close()
        await asyncio.wait_for(asyncio.gather(*tasks), timeout=1)
    finally:
        for t in tasks:
            t.cancel()
        print("pipeline closed", [t.done() for t in tasks])


async def main():
    sink = Collect("sink")
    stages = [DropOdd("odd"), Double("dbl"), sink]
    async with pipeline(*stages) as first:
        for n in range(7):
            await first.send(n)
    print(sink.items)
    print(*stages, sep="\n")
    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(asyncio.sleep(1), 0.01)
        print("not reached")
    try:
        Stage("x")
    except TypeError as e:
        print("TypeError:", str(e)[:40])
    print("done", file=sys.stderr)
    return 3


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
