import asyncio
import functools


def retry(times=3, exceptions=(Exception,)):
    def decorator(func):
        @functools.wraps(func)
        async def wrapper(*args, **kwargs):
            for attempt in range(1, times + 1):
                try:
                    return await func(*args, **kwargs)
                except exceptions as e:
                    print(f"{func.__name__} attempt {attempt} failed: {e}")
            raise RuntimeError(f"{func.__name__} gave up")
        return wrapper
    return decorator


REGISTRY = {}


def register(name):
    def deco(fn):
        REGISTRY[name] = fn
        return fn
    return deco


@register("add")
def add(a, b):
    """Add two."""
    return a + b


@register("greet")
def greet(name, punctuation="!"):
    return f"hello {name}{punctuation}"


@register("noop")
def noop():
    return None


class Plugin:
    plugins = []

    def __init__(self, title):
        self.title = title

    def run(self):
        return self.title


def plugin(cls):
    Plugin.plugins.append(cls)
    return cls


@plugin
class A(Plugin):
    def run(self):
        return "A " + self.title


@plugin
class B(Plugin):
    def run(self):
        return "B " + self.title


class Emitter:
    def __init__(self):
        self.listeners = {}

    def on(self, event, fn):
        self.listeners.setdefault(event, []).append(fn)
        return fn

    def off(self, event, fn):
        if fn in self.listeners.get(event, []):
            self.listeners[event].remove(fn)

    async def emit(self, event, *args):
        out = []
        for fn in list(self.listeners.get(event, [])):
            r = fn(*args)
            if asyncio.iscoroutine(r):
                r = await r
            out.append(r)
        return out


calls = 0


@retry(times=2, exceptions=(ValueError,))
async def flaky(x, *, y=1):
    global calls
    calls += 1
    if calls < 2:
        raise ValueError("no")
    return x * y


class Service:
    def __init__(self, on_done=None):
        self.on_done = on_done
        self.log = []

    def note(self, what):
        self.log.append(what)

    async def work(self, n):
        await asyncio.sleep(0)
        if self.on_done is not None:
            self.on_done(n)
        return n


async def main():
    print(await flaky(4, y=5))
    print(REGISTRY["add"](1, 2), REGISTRY["greet"]("bob"), REGISTRY["greet"]("ann", "?"), REGISTRY["noop"]())
    for name, fn in sorted(REGISTRY.items()):
        print(name, fn.__name__, fn.__doc__, callable(fn))
    try:
        REGISTRY["add"](1)
    except TypeError as e:
        print(e)
    try:
        REGISTRY["noop"](1, 2)
    except TypeError as e:
        print(e)
    print([cls("x").run() for cls in Plugin.plugins], [cls.__name__ for cls in Plugin.plugins])
    em = Emitter()
    s = Service()

    async def slow(v):
        await asyncio.sleep(0.001)
        return v * 2

    em.on("x", s.note)
    em.on("x", slow)
    em.on("x", lambda v: v + 1)
    print(await em.emit("x", 5))
    em.off("x", s.note)
    em.off("x", slow)
    print(await em.emit("x", 7), s.log)
    t = Service(on_done=s.note)
    print(await t.work(3), s.log)
    t2 = Service(lambda n: print("done", n))
    await t2.work(4)
    compose = lambda *fs: functools.reduce(lambda f, g: lambda x: g(f(x)), fs)
    print(compose(lambda x: x + 1, lambda x: x * 10)(2))


asyncio.run(main())
