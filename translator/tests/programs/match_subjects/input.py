import asyncio
from dataclasses import dataclass


@dataclass
class Point:
    x: int
    y: int


@dataclass
class Circle:
    center: Point
    radius: float


class Blob:
    __match_args__ = ("size", "name")

    def __init__(self, size, name):
        self.size = size
        self.name = name


class Animal:
    def __init__(self, name):
        self.name = name


class Dog(Animal):
    def __init__(self, name, tricks):
        super().__init__(name)
        self.tricks = tricks


def number(n):
    match n:
        case 0:
            return "zero"
        case 1 | 2 | 3:
            return "few"
        case n if n < 0:
            return f"negative {n}"
        case _:
            return "many"


def mixed(value):
    match value:
        case None:
            return "none"
        case True | False:
            return "bool"
        case 0:
            return "zero"
        case int(n) if n < 0:
            return f"negative {n}"
        case int() | float():
            return "number"
        case "":
            return "empty"
        case str(text):
            return f"text of {len(text)}"
        case _:
            return "else"


def shape(s):
    match s:
        case Point(0, 0):
            return "origin"
        case Point(x=0) | Point(y=0):
            return "axis"
        case Point(x, y) if x == y:
            return f"diagonal {x}"
        case Point():
            return "point"
        case Circle(Point(0, 0), radius=r):
            return f"centered {r}"
        case Circle(center=Point(x=cx), radius=(1 | 2) as r):
            return f"small at {cx} of {r}"
        case Circle() as c if c.radius <= 0:
            return "degenerate"
        case Blob(size, "goo" as name):
            return f"{name} {size}"
        case Blob(name=n):
            return f"blob {n}"
        case _:
            return "something"


def words(line):
    match line.split():
        case []:
            return "nothing"
        case ["stop" | "halt"]:
            return "stopping"
        case ["move", ("left" | "right") as side, steps] if steps.isdigit():
            return f"{side} by {int(steps)}"
        case ["take", *items, "and", last]:
            return f"{items} and {last}"
        case [verb]:
            return f"{verb} what?"
        case [verb, *rest]:
            return f"{verb} with {len(rest)}"


def settings(d):
    match d:
        case {"type": "user", "name": name, **rest}:
            return f"user {name} {sorted(rest)}"
        case {"type": kind}:
            return f"kind {kind}"
        case {}:
            return "other"


def pair(a, b):
    match a, b:
        case (0, 0):
            return "both"
        case (0, other) | (other, 0):
            return f"one, {other}"
        case (x, y):
            return f"{x}-{y}"


def animal(a):
    match a:
        case Dog(name=n, tricks=[]):
            return f"{n} knows nothing"
        case Dog(name=n, tricks=[first, *_]):
            return f"{n} does {first}"
        case Animal(name=n):
            return f"animal {n}"


def loop(values):
    total = 0
    for v in values:
        match v:
            case 5:
                break
            case n if n % 2:
                continue
            case n:
                total += n
    else:
        total += 1000
    return total


def optional(v):
    match v:
        case None:
            return 0
        case n:
            return n + 1


async def main():
    for n in (0, 2, -4, 9):
        print(number(n), end=" ")
    print()
    for v in (None, True, 0, -5, 2.5, "", "abc", b"x"):
        print(mixed(v), end=" ")
    print()
    for s in (Point(0, 0), Point(0, 5), Point(3, 3), Point(1, 2), Circle(Point(0, 0), 100), Circle(Point(4, 1), 2), Circle(Point(1, 1), 0), Circle(Point(1, 1), 50), Blob(3, "goo"), Blob(1, "bob")):
        print(shape(s), end="; ")
    print()
    for line in ("", "halt", "move left 3", "move left x", "take a b and c", "jump", "fly to moon"):
        print(words(line), end="; ")
    print()
    for d in ({"type": "user", "name": "ann", "age": "3"}, {"type": "dog"}, {"a": "b"}, {"type": "user"}):
        print(settings(d), end="; ")
    print()
    print(pair(0, 0), pair(0, 3), pair(4, 0), pair(1, 2))
    print(animal(Dog("Rex", [])), animal(Dog("Ace", ["sit", "roll"])), animal(Animal("cat")))
    print(loop([2, 3, 4]), loop([2, 3, 5, 8]))
    print(optional(None), optional(4))
    await asyncio.sleep(0)


asyncio.run(main())
