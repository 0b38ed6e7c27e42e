from functools import total_ordering, cached_property
from dataclasses import dataclass, field, asdict, replace
from abc import ABC, abstractmethod


class Animal(ABC):
    kinds = []

    def __init__(self, name):
        self.name = name

    @abstractmethod
    def sound(self):
        pass

    def speak(self):
        return f"{self.name} says {self.sound()}"

    @classmethod
    def make(cls, *names):
        return [cls(n) for n in names]


class Dog(Animal):
    def sound(self):
        return "woof"


class Cat(Animal):
    def __init__(self, name, lives=9):
        super().__init__(name)
        self.lives = lives

    def sound(self):
        return "meow"


for pet in Dog.make("rex", "fido") + Cat.make("tom"):
    print(pet.speak(), type(pet).__name__)

REG = {}


def register(cls):
    REG[cls.__name__.lower()] = cls
    return cls


@dataclass
class Base:
    id: int


@dataclass
class User(Base):
    name: str = "anon"
    email: str = field(default=None, repr=False)

    def __post_init__(self):
        self.slug = self.name.lower().replace(" ", "-")


@dataclass(order=True, frozen=True)
class Version:
    major: int
    minor: int = 0
    tag: str = field(default="", compare=False)

    def bump(self):
        return replace(self, minor=self.minor + 1)

    def __str__(self):
        return f"v{self.major}.{self.minor}"


u = User(1, "Ann Lee")
print(u, u.slug, u == User(1, "Ann Lee"), User(2).name, isinstance(u, Base))
v = Version(1, 2)
print(v, v.bump(), repr(v), v < Version(1, 3), sorted([Version(2), v, Version(0, 9)])[0], {v: "x"}[Version(1, 2, "rc")])
print(asdict(u), asdict(v))


class Temp:
    def __init__(self, values):
        self.values = values

    @cached_property
    def mean(self):
        print("computing")
        return sum(self.values) / len(self.values)


t = Temp([1, 2, 3])
print(t.mean, t.mean)


class Stack:
    def __init__(self):
        self._items = []

    def push(self, x):
        self._items.append(x)
        return self

    def pop(self):
        if not self._items:
            raise IndexError("pop from empty stack")
        return self._items.pop()

    def __len__(self):
        return len(self._items)

    def __bool__(self):
        return len(self._items) > 0

    @property
    def top(self):
        return self._items[-1] if self._items else None


s = Stack()
print(bool(s), s.top)
s.push(1).push(2)
print(len(s), s.top, s.pop(), s.pop())
try:
    s.pop()
except IndexError as e:
    print(type(e).__name__, e)


class Counter:
    total = 0

    def __init__(self):
        Counter.total += 1
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.n >= 3:
            raise StopIteration
        self.n += 1
        return self.n


print(list(Counter()), Counter.total, [x for x in Counter()], Counter.total, next(Counter()))


class Matrix:
    def __init__(self, rows):
        self.rows = rows

    def __getitem__(self, pos):
        r, c = pos
        return self.rows[r][c]

    def __setitem__(self, pos, v):
        r, c = pos
        self.rows[r][c] = v

    def __matmul__(self, o):
        return Matrix([[sum(a * b for a, b in zip(r, c)) for c in zip(*o.rows)] for r in self.rows])

    def __repr__(self):
        return f"Matrix({self.rows})"


m = Matrix([[1, 2], [3, 4]])
m[0, 1] = 7
print(m[0, 1], m @ Matrix([[1, 0], [0, 1]]), m)


class Outer:
    class Inner:
        def __init__(self):
            self.v = 3

    def make(self):
        return Outer.Inner()


print(Outer().make().v, Outer.Inner().v)


sentinel = object()


def f(x=sentinel):
    return "none" if x is sentinel else x


print(f(), f(3), f(None))
