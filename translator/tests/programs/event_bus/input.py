import asyncio
from collections import defaultdict


class EventBus:
    def __init__(self):
        self._handlers = defaultdict(list)
        self.errors = []

    def on(self, name, handler=None, *, once=False):
        if handler is None:
            return lambda h: self.on(name, h, once=once)
        self._handlers[name].append((handler, once))
        return handler

    def off(self, name, handler):
        self._handlers[name] = [(h, o) for h, o in self._handlers[name] if h is not handler]

    async def emit(self, name, *args, **kwargs):
        count = 0
        for handler, once in list(self._handlers[name]) + self._handlers.get("*", []):
            try:
                result = handler(*args, **kwargs)
                if asyncio.iscoroutine(result):
                    await result
                count += 1
            except Exception as e:
                self.errors.append((name, type(e).__name__, str(e)))
            if once:
                self.off(name, handler)
        return count


bus = EventBus()


@bus.on("login")
async def greet(user, **extra):
    await asyncio.sleep(0)
    print("welcome", user, extra or "")


@bus.on("login", once=True)
def first_only(user, **_):
    print("first login ever:", user)


class Audit:
    def __init__(self):
        self.seen = []

    def record(self, *args, **kwargs):
        self.seen.append((args, sorted(kwargs)))


async def main():
    audit = Audit()
    bus.on("*", audit.record)
    bus.on("logout", lambda user: print("bye", user))
    bus.on("logout", lambda user: 1 / (user != "bob"))
    print(await bus.emit("login", "ann", ip="::1"))
    print(await bus.emit("login", "bob"))
    print(await bus.emit("logout", "ann"), await bus.emit("logout", "bob"))
    bus.off("login", greet)
    print(await bus.emit("login", "cy"), await bus.emit("nobody listens", 1))
    print(audit.seen)
    print(bus.errors)


asyncio.run(main())
