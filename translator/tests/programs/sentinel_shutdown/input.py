import asyncio

STOP = object()


class Stage:
    def __init__(self, name, func, workers=1):
        self.name = name
        self.func = func
        self.workers = workers
        self.inbox = asyncio.Queue()
        self.next = None
        self.handled = 0

    def then(self, stage):
        self.next = stage
        return stage

    async def _work(self):
        while True:
            item = await self.inbox.get()
            if item is STOP:
                # let the siblings see it too
                await self.inbox.put(STOP)
                return
            self.handled += 1
            result = self.func(item)
            if self.next is not None and result is not None:
                await self.next.inbox.put(result)

    async def run(self):
        await asyncio.gather(*(self._work() for _ in range(self.workers)))
        print(f"{self.name}: {self.handled} items, {self.workers} worker(s)")
        if self.next is not None:
            await self.next.inbox.put(STOP)


async def main():
    seen = []
    strip = Stage("strip", str.strip, workers=2)
    strip.then(Stage("drop empty", lambda s: s or None)).then(Stage("upper", str.upper, 3)).then(
        Stage("collect", seen.append)
    )
    stages = []
    stage = strip
    while stage:
        stages.append(stage)
        stage = stage.next
    running = [asyncio.create_task(s.run()) for s in stages]
    for line in ["  red ", "", "green", "   ", "blue  "]:
        await strip.inbox.put(line)
        await asyncio.sleep(0.01)
    await strip.inbox.put(STOP)
    await asyncio.gather(*running)
    print(seen)


asyncio.run(main())
