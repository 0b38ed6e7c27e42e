import asyncio
import math


class Vector:
    def __init__(self, *xs):
        self.xs = tuple(xs)

    def __repr__(self):
        return f"Vector{self.xs}"

    def __str__(self):
        return "<" + ", ".join(f"{x:g}" for x in self.xs) + ">"

    def __add__(self, other):
        if not isinstance(other, Vector):
            return NotImplemented
        return Vector(*(a + b for a, b in zip(self.xs, other.xs)))

    def __sub__(self, other):
        return self + -other

    def __neg__(self):
        return Vector(*(-x for x in self.xs))

    def __mul__(self, other):
        if isinstance(other, (int, float)):
            return Vector(*(x * other for x in self.xs))
        return NotImplemented

    __rmul__ = __mul__

    def __matmul__(self, other):
        return sum(a * b for a, b in zip(self.xs, other.xs))

    def __abs__(self):
        return math.sqrt(self @ self)

    def __eq__(self, other):
        return isinstance(other, Vector) and self.xs == other.xs

    def __hash__(self):
        return hash(self.xs)

    def __bool__(self):
        return any(self.xs)

    def __len__(self):
        return len(self.xs)

    def __getitem__(self, i):
        return self.xs[i]


async def main():
    a, b = Vector(3, 4), Vector(1, -1.5)
    print(a, b, repr(a), [a, b])
    print(a + b, a - b, -a, a * 2, 0.5 * a, a @ b, abs(a))
    print(a == Vector(3, 4), a != b, a == (3, 4), bool(Vector(0, 0)), bool(a), len(b), a[0], b[-1], list(a))
    x, y = a
    print(x + y, max(b), 4 in a, {a: "first"}[Vector(3, 4)], len({a, Vector(3, 4), b}))
    c = a
    c += b
    print(c, a, c is a)
    print(sum([a, b, c], Vector(0, 0)))
    for bad in (lambda: a + 1, lambda: 1 + a, lambda: a * b, lambda: a < b, lambda: "s" * a):
        try:
            print(bad())
        except TypeError as e:
            print(e)
    await asyncio.sleep(0)
    print("{} {!r} {:>12}".format(a, b, str(a)), "%s" % a)


asyncio.run(main())
