import asyncio
import inspect


class Bus:
    def __init__(self):
        self.handlers = {}

    def on(self, name, fn):
        self.handlers.setdefault(name, []).append(fn)

    async def emit(self, name, *args):
        results = []
        for fn in self.handlers.get(name, []):
            if asyncio.iscoroutinefunction(fn):
                results.append(await fn(*args))
            else:
                results.append(fn(*args))
        return results

    async def emit_all(self, name, *args):
        for fn in self.handlers[name]:
            result = fn(*args)
            if inspect.isawaitable(result):
                result = await result
            print("got", result)


async def slow(x):
    await asyncio.sleep(0.001)
    return x * 2


def fast(x):
    return x + 1


class Obj:
    async def go(self, x):
        return f"go {x}"

    def no(self, x):
        print("no", x)


async def main():
    bus = Bus()
    o = Obj()
    bus.on("a", slow)
    bus.on("a", fast)
    bus.on("a", o.go)
    bus.on("a", o.no)
    bus.on("a", lambda x: None)
    print(await bus.emit("a", 4))
    await bus.emit_all("a", 5)
    print([inspect.iscoroutinefunction(f) for f in bus.handlers["a"]])
    try:
        await None
    except TypeError as e:
        print(e)

asyncio.run(main())
