import asyncio
from collections import defaultdict


class Broker:
    def __init__(self):
        self.topics = defaultdict(list)
        self.delivered = 0

    def subscribe(self, topic, maxsize=0):
        q = asyncio.Queue(maxsize)
        self.topics[topic].append(q)
        return q

    def unsubscribe(self, topic, q):
        self.topics[topic].remove(q)
        if not self.topics[topic]:
            del self.topics[topic]

    async def publish(self, topic, message):
        queues = self.topics.get(topic, [])
        for q in list(queues):
            await q.put(message)
            self.delivered += 1
        return len(queues)


class Subscriber:
    def __init__(self, name, broker, topic):
        self.name = name
        self.broker = broker
        self.topic = topic

    async def listen(self):
        q = self.broker.subscribe(self.topic)
        try:
            while True:
                msg = await q.get()
                if msg == "quit":
                    return self.name
                print(f"  {self.name} <- {self.topic}: {msg}")
        finally:
            self.broker.unsubscribe(self.topic, q)
            print(f"  {self.name} unsubscribed")


async def main():
    broker = Broker()
    subs = [
        Subscriber("ada", broker, "news"),
        Subscriber("ben", broker, "news"),
        Subscriber("cat", broker, "sport"),
    ]
    tasks = [asyncio.create_task(s.listen()) for s in subs]
    await asyncio.sleep(0)
    for topic, msg in [("news", "rain"), ("sport", "1:0"), ("art", "?"), ("news", "sun"), ("sport", "quit")]:
        n = await broker.publish(topic, msg)
        print(f"{msg!r} sent to {n}")
        await asyncio.sleep(0.01)
    print(sorted(broker.topics))
    tasks[1].cancel()
    await asyncio.sleep(0)
    await broker.publish("news", "quit")
    print(await asyncio.gather(*tasks, return_exceptions=True))
    print(dict(broker.topics), broker.delivered)


asyncio.run(main())
