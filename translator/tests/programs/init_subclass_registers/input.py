import asyncio


class Plugin:
    registry = {}
    count = 0

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        Plugin.registry[cls.__name__.lower()] = cls
        Plugin.count += 1

    async def run(self, x):
        raise NotImplementedError


class Upper(Plugin):
    async def run(self, x):
        return x.upper()


class Repeat(Plugin):
    def __init__(self, n=2):
        self.n = n

    async def run(self, x):
        return " ".join([x] * self.n)


COMMANDS = {}


class Command:
    def __init_subclass__(cls, *, name, help=""):
        COMMANDS[name] = cls
        print("registered", name, help or "-")

    def execute(self, *args):
        return f"{type(self).__name__}{args}"


class Add(Command, name="add", help="adds numbers"):
    def execute(self, *args):
        return sum(map(int, args))


class Echo(Command, name="echo"):
    pass


async def main():
    for name, cls in sorted(Plugin.registry.items()):
        print(name, await cls().run("ab"))
    print(Plugin.count)
    for line in ("add 1 2 3", "echo hi", "quit"):
        word, *args = line.split()
        command = COMMANDS.get(word)
        print(command().execute(*args) if command else f"no {word}")

asyncio.run(main())
