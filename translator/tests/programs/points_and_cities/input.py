from collections import namedtuple
from typing import NamedTuple

Point = namedtuple("Point", "x y")
Employee = namedtuple("Employee", ["name", "age", "salary"], defaults=[1000.0])


class City(NamedTuple):
    """A city."""
    name: str
    country: str
    population: int = 0

    def label(self):
        return f"{self.name} ({self.country})"

    @property
    def is_big(self):
        return self.population > 1000

    @classmethod
    def parse(cls, text):
        name, country, pop = text.split(",")
        return cls(name, country, len(pop))


class Vec(namedtuple("Vec", "x y")):
    def __add__(self, other):
        return Vec(self.x + other.x, self.y + other.y)

    def norm(self):
        return self.x * self.x + self.y * self.y


p = Point(1, 2)
print(p, p.x, p[1], p[-1], len(p), p[0:1])
x, y = p
print(x + y)
print(p == (1, 2), (1, 2) == p, p != (1, 2), p < (1, 3), p == Point(1, 2), p is p)
print(p._replace(x=10), p._asdict(), p._fields, Point._fields)
e = Employee("Ann", 30)
print(e, Employee._field_defaults)
print(Point._make([3, 4]), Point(*[5, 6]), Point(*p))
print(sorted([Point(2, 1), Point(1, 5), Point(1, 2)]))
print(max(Point(2, 1), Point(1, 5)), sum(p), list(p), tuple(p))
d = {Point(0, 0): "origin", Point(1, 1): "one"}
print(d[Point(0, 0)], Point(1, 1) in d, Point(9, 9) in d)
c = City.parse("Oslo,Norway,700000")
print(c, c.label(), c.is_big, repr(c))
for name, country, _ in [c, City("Bonn", "Germany")]:
    print(name, country)
v = Vec(1, 2) + Vec(3, 4)
print(v, v.norm())
print("%s and %s" % p)
print(f"{p!r:>20}|{p}")
try:
    p.x = 5
except AttributeError as err:
    print("AttributeError", err)
try:
    Point(1)
except TypeError as err:
    print("TypeError", err)
print(isinstance(p, tuple), isinstance(p, Point), hash(p) == hash((1, 2)))
match p:
    case Point(x=1, y=yy):
        print("matched", yy)
match v:
    case (a, b):
        print("seq", a, b)
print(p + (3,), p * 2)
print(2 in p, p.index(2), p.count(1))
seen = {Point(1, 1), Point(1, 1), Point(2, 2)}
print(len(seen))
total = 0
for q in seen:
    total += q.x
print(total)
print({q.x: q for q in [Point(7, 8)]})
print(*p)
print(dict(zip(p._fields, p)))
