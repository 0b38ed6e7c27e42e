import asyncio


class Registry:
    def __new__(cls, *args, **kwargs):
        if not hasattr(cls, "instance"):
            print("creating")
            cls.instance = super(Registry, cls).__new__(cls)
        return cls.instance

    def __init__(self):
        if not hasattr(self, "items"):
            self.items = {}

    def register(self, key, value):
        self.items[key] = value
        return self


class Settings:
    """One for all."""
    _inst = None
    created = 0

    def __new__(cls, *args, **kwargs):
        if cls._inst is None:
            cls._inst = object.__new__(cls)
            cls._inst._ready = False
            cls.created += 1
        return cls._inst

    def __init__(self, debug=False, *, level="info"):
        if self._ready:
            print("again", debug, level)
            return
        self._ready = True
        self.debug = debug
        self.level = level

    def __repr__(self):
        return f"Settings({self.debug}, {self.level})"


class User:
    def __init__(self, name):
        self.name = name
        self.settings = Settings()


async def worker(n):
    await asyncio.sleep(0)
    Registry().register(n, n * n)


async def main():
    await asyncio.gather(*(worker(i) for i in range(3)))
    print(Registry().items, Registry() is Registry())
    s = Settings(True, level="debug")
    t = Settings(level="x")
    print(s, t is s, Settings.created, isinstance(t, Settings))
    print(User("a").settings is User("b").settings, type(s).__name__)


asyncio.run(main())


class Logger:
    _instance = None

    def __new__(cls, *args, **kwargs):
        if not cls._instance:
            cls._instance = super(Logger, cls).__new__(cls)
        return cls._instance

    def __init__(self, name="x"):
        self.name = name
        self.lines = []

    def log(self, s):
        self.lines.append(s)


a = Logger("one")
a.log("hi")
b = Logger("two")
print(a is b, a.name, b.lines, Logger() is a, Logger._instance is a)
