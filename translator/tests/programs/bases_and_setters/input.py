from abc import ABC, abstractmethod
class Base:
    kind = "base"
    count = 0
    def __init__(self):
        self.extra = 1
        Base.count += 1
    def hello(self):
        return ["base"]
    def whoami(self):
        return self.kind + "/" + self.tag()
    def tag(self):
        return "untagged"
class Left(Base):
    kind = "left"
    def __init__(self, left=1):
        super().__init__()
        self.left = left
    def hello(self):
        return ["left"] + super().hello()
class Right(Base):
    kind = "right"
    def hello(self):
        return ["right"] + super().hello()
    def tag(self):
        return "tagged by right"
class Both(Left, Right):
    def __init__(self):
        super().__init__(5)
        print("Both done")
    def hello(self):
        return ["both"] + super().hello()
for x in [Base(), Left(), Right(), Both()]:
    print(x.hello(), x.whoami(), x.kind, x.extra, type(x).__name__)
print(Base.count, Both().left)

class Temp:
    __slots__ = ("_c", "log")
    def __init__(self, c):
        self._c = c
        self.log = []
    @property
    def c(self):
        return self._c
    @c.setter
    def c(self, value):
        if value < -273:
            raise ValueError("too cold")
        self.log.append(value)
        self._c = value
    @property
    def f(self):
        return self._c * 9 / 5 + 32
t = Temp(20)
t.c = 25
t.c += 5
print(t.c, t.f, t.log)
try:
    t.c = -300
except ValueError as e:
    print(e)
class Shape(ABC):
    @property
    @abstractmethod
    def area(self): ...
    def describe(self):
        return f"{type(self).__name__} {self.area:.2f}"
    def __lt__(self, other):
        return self.area < other.area
class Sq(Shape):
    def __init__(self, s): self.s = s
    @property
    def area(self): return self.s ** 2
    def __repr__(self): return f"Sq({self.s})"
    def __len__(self): return 4
class Circ(Shape):
    def __init__(self, r): self.r = r
    @property
    def area(self): return 3.0 * self.r
    def __repr__(self): return f"Circ({self.r})"
    def __len__(self): return 0
class BigCirc(Circ):
    @property
    def area(self): return super().area * 100
    def __repr__(self): return "Big" + super().__repr__()
shapes = [Sq(2), Circ(1), BigCirc(2)]
for s in shapes:
    print(s.describe(), s, len(s), bool(s))
print(sorted(shapes))
class Acc:
    rate = 0.5
    names = []
    def __init__(self, n):
        self.n = n
        self.names.append(n)
    def interest(self):
        return self.n * self.rate
    @classmethod
    def make(cls, n):
        return cls(n * 2)
    @staticmethod
    def double(x):
        return x * 2
a, b = Acc(10), Acc.make(20)
a.rate = 0.1
Acc.rate = 0.9
print(a.interest(), b.interest(), Acc.names, Acc.double(4), a.double(3))
f = a.interest
print(f())
a.later = "x"
print(a.later)
