from functools import total_ordering


@total_ordering
class Version:
    """A version."""

    def __init__(self, text):
        self.parts = tuple(int(p) for p in text.split("."))

    def __eq__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return self.parts == other.parts

    def __lt__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return self.parts < other.parts

    def __hash__(self):
        return hash(self.parts)

    def __repr__(self):
        return "Version(" + ".".join(str(p) for p in self.parts) + ")"


a, b, c = Version("1.2"), Version("1.10"), Version("1.2.0")
print(a < b, a > b, a <= b, a >= b, a == c, a != b, a <= Version("1.2"), a >= Version("1.2"))
print(sorted([b, a, c]), max(a, b, c), min([a, b]))
print(Version.__doc__, len({a, Version("1.2"), b}))
try:
    print(a < "x")
except TypeError as e:
    print(e)
