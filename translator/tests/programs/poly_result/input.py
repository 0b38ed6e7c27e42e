import asyncio


class Result:
    """Either a value or an error."""

    def __init__(self, value=None, error=None):
        self.value = value
        self.error = error

    @staticmethod
    def ok(value):
        return Result(value)

    @staticmethod
    def failed(error):
        return Result(error=error)

    def is_ok(self):
        return self.error is None

    def unwrap_or(self, default):
        return self.value if self.is_ok() else default

    def map(self, f):
        if self.is_ok():
            return Result(f(self.value))
        return Result(error=self.error)

    def __str__(self):
        return f"Ok({self.value!r})" if self.is_ok() else f"Error({self.error})"


class Box:
    def __init__(self, content):
        self.content = content

    def get(self):
        return self.content

    def then(self, f):
        return Box(f(self.content))


def parse_number(text):
    try:
        return Result.ok(float(text))
    except ValueError as e:
        return Result.failed(str(e))


def lookup(table, key):
    if key in table:
        return Result.ok(table[key])
    return Result.failed(f"no {key}")


async def attempt(action, argument):
    await asyncio.sleep(0)
    try:
        return "done", action(argument)
    except Exception as error:
        return type(error).__name__, None


def identity(x):
    return x


def pick(condition, a, b):
    return a if condition else b


async def main():
    good, bad = parse_number("42"), parse_number("x1")
    print(good, bad, good.unwrap_or(0) + 1, bad.unwrap_or(-1))
    found = lookup({"name": "Ann"}, "name")
    print(found, lookup({"name": "Ann"}, "age"), found.map(lambda name: name.upper()))
    print(good.map(lambda n: n * 2), bad.map(lambda n: n * 2))
    box = Box(3)
    print(box.then(lambda n: -n).get() + 1, Box("q").then(lambda s: s * 2).get().upper(), box.get())
    print(identity(5) + 1, identity("s").upper(), identity([1])[0], identity(identity(2.5)) / 2)
    print(pick(True, 1, 2) + 1, pick(False, "a", "b") + "c", pick(True, None, [1]))
    print(await attempt(len, "abc"), await attempt(lambda n: 1 // n, 0), await attempt(sum, [1, 2]))


asyncio.run(main())
