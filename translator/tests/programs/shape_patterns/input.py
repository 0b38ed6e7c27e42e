import asyncio
from dataclasses import dataclass
from enum import Enum


class Color(Enum):
    RED = "r"
    BLUE = "b"


@dataclass
class Point:
    x: float
    y: float


@dataclass
class Circle:
    center: Point
    radius: float
    color: Color = Color.RED


@dataclass
class Line:
    start: Point
    end: Point


class Blob:
    __match_args__ = ("size", "name")

    def __init__(self, size, name):
        self.size = size
        self.name = name


ORIGIN = 0


class Limits:
    BIG = 100


def describe(shape):
    match shape:
        case Point(0, 0):
            return "origin"
        case Point(x=0) | Point(y=0):
            return "on an axis"
        case Point(x, y) if x == y:
            return f"diagonal at {x}"
        case Point():
            return "point"
        case Circle(Point(0, 0), radius=Limits.BIG):
            return "big circle around origin"
        case Circle(radius=r, color=Color.BLUE):
            return f"blue circle of {r}"
        case Circle(center=Point(x=cx), radius=(1 | 2) as r):
            return f"small circle at x={cx}, r={r}"
        case Circle() as c if c.radius <= 0:
            return "degenerate " + c.color.name.lower()
        case Line(Point(x1, y1), Point(x2, y2)) if x1 == x2:
            return f"vertical of {abs(y2 - y1)}"
        case Line(start, end) if start == end:
            return "no line"
        case Blob(size, "goo" as name):
            return f"{name} {size}"
        case Blob(name=str(n)):
            return f"blob {n}"
        case [Point() as first, *rest]:
            return f"path of {len(rest) + 1} from {describe(first)}"
        case _:
            return "something else"


async def main():
    shapes = [
        Point(0, 0), Point(0, 5), Point(3, 3), Point(1, 2), Circle(Point(0, 0), 100), Circle(Point(1, 1), 7, Color.BLUE), Circle(Point(4, 1), 2),
        Circle(Point(1, 1), 0), Circle(Point(1, 1), 50), Line(Point(1, 1), Point(1, 5.5)), Line(Point(2, 1), Point(2.0, 1)), Line(Point(0, 1), Point(2, 1)),
        Blob(3, "goo"), Blob(1, "bob"), Blob(1, 7), [Point(0, 0), Point(1, 1)], [], "Point", None,
    ]
    for shape in shapes:
        await asyncio.sleep(0)
        print(f"{type(shape).__name__:<9}{describe(shape)}")


asyncio.run(main())
