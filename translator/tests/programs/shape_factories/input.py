class Shape:
    sides = 0
    registry = []

    def __init__(self, size):
        self.size = size

    @classmethod
    def unit(cls):
        return cls(1)

    @classmethod
    def describe(cls):
        return f"{cls.__name__} with {cls.sides} sides"

    def clone(self):
        return type(self)(self.size)

    def grow(self, by):
        return self.__class__(self.size + by)

    def area(self):
        return 0


class Square(Shape):
    sides = 4

    def area(self):
        return self.size * self.size


class Triangle(Shape):
    sides = 3

    def area(self):
        return self.size * self.size / 2

    @classmethod
    def describe(cls):
        return "Tri: " + super().describe()


def build(kind, size):
    return kind(size)


SHAPES = {"square": Square, "triangle": Triangle}
for name, cls in SHAPES.items():
    s = cls(3)
    print(name, cls.__name__, s.area(), cls.sides, type(s).__name__)
print(Square.unit().area(), Triangle.unit().area(), Shape.unit().area())
print(Square.describe(), Triangle.describe(), Shape.describe())
print(Square(5).clone().area(), Triangle(2).grow(2).area())
for cls in (Square, Triangle, Shape):
    print(cls, build(cls, 2).area(), cls is Square, cls == Triangle, issubclass(cls, Square))
counts = {Square: 0, Triangle: 0}
for s in [Square(1), Triangle(2), Square(3)]:
    counts[type(s)] += 1
print(counts[Square], counts[Triangle], Shape in counts)
print({k.__name__: v for k, v in counts.items()})
chosen = Square if len(SHAPES) > 1 else Triangle
print(chosen(4).area())
a, b = Square(1), Triangle(1)
print(type(a) is type(b), type(a) == type(Square(2)), type(a) is Square)
handlers = {Square: "sq", Triangle: "tri"}
print(handlers[type(a)], handlers.get(type(b), "?"), handlers.get(Shape, "none"))


class Plugin:
    def __init__(self, cls=None):
        self.cls = cls

    def make(self):
        if self.cls is None:
            return None
        return self.cls(7)


print(Plugin().make(), Plugin(Square).make().area())
converters = {"i": int, "f": float, "s": str}
for key, text in [("i", "42"), ("f", "2.5"), ("s", "x")]:
    print(converters[key](text))
print(Square, [Square, Triangle])


class Meta:
    count = 0

    def __init__(self):
        type(self).count += 1
        self.n = type(self).count


Meta()
print(Meta().n, Meta.count)
try:
    raise ValueError("bad")
except ValueError as e:
    print(type(e), type(e).__name__)
