from abc import ABC, abstractmethod
from enum import Enum


class Base:
    def hello(self):
        return "base"


class Left(Base):
    def hello(self):
        return "left>" + super().hello()


class Right(Base):
    def hello(self):
        return "right>" + super().hello()


class Both(Left, Right):
    def hello(self):
        return "both>" + super().hello()


print(Both().hello())
print([c.__name__ for c in Both.__mro__])
print(" -> ".join(cls.__name__ for cls in Both.__mro__))
print(Both.__bases__, Base.__bases__[0].__name__)


class Shape(ABC):
    @abstractmethod
    def area(self): ...


class Sq(Shape):
    def area(self):
        return 1


print([c.__name__ for c in Sq.__mro__])


class Row:
    def __init__(self, *cells):
        self.cells = list(cells)

    def __getitem__(self, i):
        return self.cells[i]

    def __len__(self):
        return len(self.cells)


r = Row(3, 1, 2)
a, b, c = r
print(a, b, c, list(r), sorted(r), max(r), 2 in r, [x * 2 for x in r])
for x in r:
    print(x, end=" ")
print()


class Status(str, Enum):
    OPEN = "open"
    DONE = "done"


print(Status.OPEN, Status.OPEN.value, Status("done"), Status.OPEN == "open", f"{Status.OPEN}", Status.DONE.upper(), [s.value for s in Status])
