import asyncio
import math
from abc import ABC, abstractmethod


class Shape(ABC):
    count = 0

    def __init__(self, name):
        self.name = name
        Shape.count += 1

    @abstractmethod
    def area(self):
        ...

    @property
    @abstractmethod
    def sides(self):
        ...

    def describe(self):
        return f"{self.name} with {self.sides} sides and area {self.area():.2f}"

    def __lt__(self, other):
        return self.area() < other.area()


class Circle(Shape):
    sides = 0

    def __init__(self, r):
        super().__init__("circle")
        self.r = r

    def area(self):
        return math.pi * self.r ** 2


class Rect(Shape):
    sides = 4

    def __init__(self, w, h, name="rectangle"):
        super().__init__(name)
        self.w, self.h = w, h

    def area(self):
        return self.w * self.h


class Square(Rect):
    def __init__(self, side):
        super().__init__(side, side, "square")

    def describe(self):
        return super().describe() + "!"


async def measure(shape):
    await asyncio.sleep(0)
    return shape.describe()


async def main():
    shapes = [Circle(1.5), Rect(2, 5.5), Square(3)]
    for line in await asyncio.gather(*map(measure, shapes)):
        print(line)
    print([s.name for s in sorted(shapes)], max(shapes).name, round(sum(s.area() for s in shapes), 3))
    print([isinstance(s, Rect) for s in shapes], issubclass(Square, Shape), Shape.count, type(shapes[2]).__name__)
    for cls in (Shape, Circle):
        try:
            print(cls())
        except TypeError as e:
            print(e)
    print([c.__name__ for c in Square.__mro__], Square.__bases__[0].__name__, Square(1).count, Shape.count)


asyncio.run(main())
