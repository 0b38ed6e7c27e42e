import asyncio


class Hub:
    def __init__(self):
        self.subscribers = {}

    def subscribe(self, name, most):
        return self.subscribers.setdefault(name, asyncio.Queue(most))

    def unsubscribe(self, name):
        del self.subscribers[name]

    def publish(self, message):
        lost = []
        for name, queue in self.subscribers.items():
            try:
                queue.put_nowait(message)
            except asyncio.QueueFull:
                lost.append(name)
        print("published", message, *lost)


async def main():
    hub = Hub()

    async def subscriber(name, most, until, turns):
        queue = hub.subscribe(name, most)
        seen = []
        try:
            while True:
                message = await queue.get()
                print(name, "hears", message, queue.qsize())
                seen.append(message)
                if message == until:
                    return seen
                for _ in range(turns):
                    await asyncio.sleep(0)
        except asyncio.CancelledError:
            print(name, "is cancelled with", queue.qsize(), "left")
            return seen
        finally:
            hub.unsubscribe(name)
            print(name, "leaves", len(hub.subscribers))

    quick = asyncio.create_task(subscriber("quick", 0, 7, 0))
    slow = asyncio.create_task(subscriber("slow", 2, 99, 3))
    short = asyncio.create_task(subscriber("short", 1, 2, 1))
    await asyncio.sleep(0)
    for n in range(5):
        hub.publish(n)
        await asyncio.sleep(0)
    late = asyncio.create_task(subscriber("late", 5, 8, 0))
    await asyncio.sleep(0)
    for n in range(5, 9):
        hub.publish(n)
    print(*await asyncio.gather(quick, short, late))
    slow.cancel()
    print(await slow, slow.cancelled(), len(hub.subscribers))
    hub.publish("to nobody")


asyncio.run(main())
