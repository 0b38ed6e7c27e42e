from functools import total_ordering
import asyncio


def gcd(a, b):
    while b:
        a, b = b, a % b
    return abs(a)


@total_ordering
class Frac:
    __slots__ = ("n", "d")

    def __init__(self, n, d=1):
        if d == 0:
            raise ZeroDivisionError(f"{n}/0")
        g = gcd(n, d) * (-1 if d < 0 else 1)
        self.n, self.d = n // g, d // g

    @classmethod
    def parse(cls, text):
        n, _, d = text.partition("/")
        return cls(int(n), int(d or 1))

    @staticmethod
    def _lift(value):
        return value if isinstance(value, Frac) else Frac(value)

    def __add__(self, other):
        other = self._lift(other)
        return Frac(self.n * other.d + other.n * self.d, self.d * other.d)

    __radd__ = __add__

    def __sub__(self, other):
        return self + Frac._lift(other) * -1

    def __rsub__(self, other):
        return Frac(other) - self

    def __mul__(self, other):
        other = self._lift(other)
        return Frac(self.n * other.n, self.d * other.d)

    __rmul__ = __mul__

    def __truediv__(self, other):
        other = self._lift(other)
        return Frac(self.n * other.d, self.d * other.n)

    def __pow__(self, k):
        return Frac(self.n ** k, self.d ** k) if k >= 0 else Frac(self.d ** -k, self.n ** -k)

    def __eq__(self, other):
        other = self._lift(other)
        return (self.n, self.d) == (other.n, other.d)

    def __lt__(self, other):
        other = self._lift(other)
        return self.n * other.d < other.n * self.d

    def __hash__(self):
        return hash((self.n, self.d))

    def __float__(self):
        return self.n / self.d

    def __repr__(self):
        return f"{self.n}" if self.d == 1 else f"{self.n}/{self.d}"


async def main():
    half, third = Frac(1, 2), Frac.parse("2/6")
    print(half, third, half + third, half - third, half * third, half / third, half ** 3, half ** -2)
    print(half + 1, 1 + half, 3 - half, 2 * third, Frac(-4, -8), Frac(3, -9), Frac(0, 5), Frac.parse("7"))
    print(half > third, half >= Frac(2, 4), half < 1, half != third, sorted([half, third, Frac(-1)]), max(half, third))
    print(sum(Frac(1, n) for n in range(1, 11)), float(third), {half: 1}.get(Frac(2, 4)))
    harmonic = Frac(0)
    for n in range(1, 26):
        await asyncio.sleep(0)
        harmonic += Frac(1, n)
    print(harmonic, f"{float(harmonic):.4f}")
    try:
        half / 0
    except ZeroDivisionError as e:
        print("cannot:", e)


asyncio.run(main())
