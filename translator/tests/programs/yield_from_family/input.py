import asyncio


class Person:
    def __init__(self, name, *children):
        self.name = name
        self.children = children

    def __iter__(self):
        yield self.name
        for child in self.children:
            yield from child

    def depth_first(self, level=0):
        yield level, self.name
        for child in self.children:
            yield from child.depth_first(level + 1)


def flatten(items):
    for item in items:
        if isinstance(item, (list, tuple)):
            yield from flatten(item)
        else:
            yield item


def subtotal(numbers):
    total = 0
    for n in numbers:
        yield n
        total += n
    return total


def report(groups):
    grand = 0
    for name, numbers in groups.items():
        part = yield from subtotal(numbers)
        yield f"{name}={part}"
        grand += part
    return grand


def delegate():
    result = yield from asker()
    yield f"got {result}"


def asker():
    name = yield "name?"
    age = yield f"age, {name}?"
    return name, int(age)


async def main():
    root = Person("Ada", Person("Bea", Person("Cid"), Person("Dot")), Person("Eli"))
    print(list(root), len(list(root)), "Dot" in root, max(root))
    for level, name in root.depth_first():
        await asyncio.sleep(0)
        print("  " * level + name)
    print(list(flatten([1, [2, (3, [4, []])], "five", [[6]]])))
    gen = report({"a": [1, 2], "b": [], "c": [10]})
    out = []
    while True:
        try:
            out.append(next(gen))
        except StopIteration as stop:
            print(out, "grand", stop.value)
            break
    talk = delegate()
    print(next(talk), talk.send("Ann"), talk.send("41"), next(talk, None))

    def both():
        yield from "ab"
        yield from range(2)
        x = yield from []
        yield x

    print(list(both()), [*both()][::2])


asyncio.run(main())
