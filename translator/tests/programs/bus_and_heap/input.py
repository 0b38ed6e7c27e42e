import asyncio, heapq, itertools, json
from typing import Callable, Awaitable, Any

Handler = Callable[[dict], Awaitable[None]]


class EventBus:
    def __init__(self):
        self._subs: dict[str, list[tuple[int, Handler]]] = {}
        self._counter = itertools.count(1)

    def subscribe(self, topic: str, handler: Handler, priority: int = 0):
        self._subs.setdefault(topic, []).append((priority, handler))
        self._subs[topic].sort(key=lambda p: -p[0])
        return next(self._counter)

    async def publish(self, topic: str, **payload: Any):
        handlers = self._subs.get(topic, [])
        print(f"publish {topic}: {len(handlers)} handler(s)")
        for _, h in handlers:
            await h(payload)


class Scheduler:
    def __init__(self):
        self._heap = []
        self._seq = itertools.count()
        self.log = []

    def at(self, when, name, *deps):
        heapq.heappush(self._heap, (when, next(self._seq), name, deps))

    async def run(self):
        now = 0.0
        while self._heap:
            when, _, name, deps = heapq.heappop(self._heap)
            await asyncio.sleep((when - now) / 100)
            now = when
            missing = [d for d in deps if d not in self.log]
            if missing:
                print(f"{name} waits for {', '.join(missing)}")
                self.at(when + 1, name, *deps)
                continue
            self.log.append(name)
            print(f"t={when:>4}: {name}")


async def main():
    bus = EventBus()
    seen = []

    async def audit(event):
        seen.append(json.dumps(event, sort_keys=True))

    async def greet(event):
        await asyncio.sleep(0)
        print("hello,", event.get("name", "nobody"))

    bus.subscribe("login", greet)
    bus.subscribe("login", audit, priority=10)
    await bus.publish("login", name="ann", id=7)
    await bus.publish("logout", name="ann")
    await bus.publish("login", id=8)
    print(seen)
    s = Scheduler()
    s.at(1, "fetch")
    s.at(2, "parse", "fetch")
    s.at(2, "store", "parse", "index")
    s.at(3, "index", "parse")
    await s.run()
    print(s.log)

asyncio.run(main())
