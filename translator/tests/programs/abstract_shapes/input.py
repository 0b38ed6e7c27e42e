import abc
import math


class Shape(abc.ABC):
    count = 0

    def __init__(self):
        Shape.count += 1

    @abc.abstractmethod
    def area(self):
        ...

    def __lt__(self, other):
        return self.area() < other.area()

    def describe(self):
        return f"{self.__class__.__name__} of area {self.area():.2f}"


class Circle(Shape):
    def __init__(self, r):
        super().__init__()
        self.r = r

    def area(self):
        return math.pi * self.r ** 2


class Rect(Shape):
    def __init__(self, w, h):
        super().__init__()
        self.w, self.h = w, h

    def area(self):
        return self.w * self.h

    @classmethod
    def square(cls, side):
        return cls(side, side)

    def __eq__(self, other):
        return isinstance(other, Rect) and (self.w, self.h) == (other.w, other.h)

    def __hash__(self):
        return hash((self.w, self.h))

    @staticmethod
    def unit():
        return Rect(1, 1)


class Square(Rect):
    def __init__(self, side):
        super().__init__(side, side)

    def describe(self):
        return "square: " + super().describe()


shapes = [Circle(1), Rect(2, 3), Square(2), Rect.square(1.5), Rect.unit()]
for shape in sorted(shapes):
    print(shape.describe())
print(Shape.count, max(shapes).describe(), Rect(2, 3) == Rect(2, 3), Rect(2, 2) == Square(2), Rect(1, 2) != Rect(2, 1))
print(len({Rect(1, 1), Rect.unit(), Square(1)}), isinstance(shapes[2], Rect), issubclass(Square, Shape))
try:
    Shape()
except TypeError as e:
    print("TypeError:", e)
print([type(s).__name__ for s in shapes], hasattr(shapes[0], "w"), getattr(shapes[1], "w", None))
