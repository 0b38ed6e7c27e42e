import asyncio
import math
from collections import namedtuple

Point = namedtuple("Point", "x y")
Employee = namedtuple("Employee", ["name", "role", "pay"], defaults=["clerk", 1000])


def distance(a, b):
    return math.hypot(a.x - b.x, a.y - b.y)


async def polygon_length(points):
    total = 0.0
    for a, b in zip(points, points[1:] + points[:1]):
        await asyncio.sleep(0)
        total += distance(a, b)
    return total


async def main():
    p = Point(3, 4)
    q = Point(y=0, x=0)
    print(p, q, p.x, p[1], distance(p, q))
    x, y = p
    print(x + y, len(p), p == (3, 4), p < (3, 5), tuple(p), list(p), sum(p))
    print(p._replace(x=10), p._asdict(), Point._fields, Point._make([7, 8]))
    print(await polygon_length([Point(0, 0), Point(0, 3), Point(4, 0)]))
    staff = [Employee("Ann", "boss", 5000), Employee("Bob"), Employee("Cy", pay=800)]
    for e in staff:
        print(f"{e.name:<4}{e.role:<6}{e.pay:>6}")
    print(max(staff, key=lambda e: e.pay), sorted(staff)[0].name)
    grid = {Point(i, j): i * j for i in range(2) for j in range(2)}
    print(grid[Point(1, 1)], grid[(1, 0)], Point(5, 5) in grid, isinstance(p, tuple), type(p).__name__)
    try:
        p.x = 1
    except AttributeError as e:
        print(e)
    try:
        Point(1)
    except TypeError as e:
        print(e)
    for name, pay in [(n, m) for n, _, m in staff if m > 900]:
        print(name, pay)
    print(f"{p} {p!r} {p.x:>3}", "%s at %s" % ("cat", (p,)), {p: 1}, [q], Employee._field_defaults)


asyncio.run(main())
