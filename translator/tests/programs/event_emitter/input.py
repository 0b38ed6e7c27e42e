import asyncio
import inspect


class EventEmitter:
    def __init__(self):
        self._handlers = {}

    def on(self, event, handler=None):
        if handler is None:  # used as a decorator
            def register(h):
                self.on(event, h)
                return h
            return register
        self._handlers.setdefault(event, []).append(handler)
        return handler

    def once(self, event, handler):
        async def wrapper(*args):
            self.off(event, wrapper)
            result = handler(*args)
            if inspect.isawaitable(result):
                await result
        self.on(event, wrapper)

    def off(self, event, handler):
        self._handlers[event].remove(handler)

    async def emit(self, event, *args):
        handlers = list(self._handlers.get(event, ()))
        pending = []
        for h in handlers:
            if asyncio.iscoroutinefunction(h):
                pending.append(h(*args))
            else:
                h(*args)
        await asyncio.gather(*pending)
        return len(handlers)


bus = EventEmitter()
ledger = []


@bus.on("order")
async def ship(item, amount):
    await asyncio.sleep(0.01)
    print(f"shipped {amount} x {item}")


@bus.on("order")
def book(item, amount):
    ledger.append((item, amount))
    print("booked", item)


async def main():
    bus.once("order", lambda item, amount: print("first customer today!"))
    print(await bus.emit("order", "lamp", 2), "handlers")
    print(await bus.emit("order", "desk", 1), "handlers")
    bus.off("order", book)
    print(await bus.emit("order", "sofa", 1), "handlers")
    print(await bus.emit("unknown"), "handlers")
    print(ledger)


asyncio.run(main())
