class Node:
    def __init__(self, value):
        self.value = value

    def accept(self, visitor):
        return visitor(self)


class Calculator:
    def __init__(self):
        self.ops = {
            "add": self.add,
            "sub": self.sub,
            "mul": lambda a, b: a * b,
        }
        self.total = 0

    def add(self, a, b):
        return a + b

    def sub(self, a, b):
        return a - b

    def run(self, op, a, b):
        fn = self.ops.get(op)
        if fn is None:
            return f"no {op}"
        self.total += 1
        return fn(a, b)


class Observable:
    def __init__(self, value=0):
        self._value = value
        self._observers = []

    def subscribe(self, fn):
        self._observers.append(fn)

        def unsubscribe():
            self._observers.remove(fn)
        return unsubscribe

    def set(self, value):
        old, self._value = self._value, value
        for fn in self._observers:
            fn(old, value)


class Temperature:
    def __init__(self, celsius=0.0, on_change=None):
        self.celsius = celsius
        self.on_change = on_change or (lambda c: None)

    def update(self, c):
        self.celsius = c
        self.on_change(c)


SHAPES = {}


def shape(name):
    def wrap(cls):
        SHAPES[name] = cls
        return cls
    return wrap


@shape("sq")
class Square:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side ** 2


@shape("circle")
class Circle:
    def __init__(self, r):
        self.r = r

    def area(self):
        return round(3.14 * self.r ** 2, 2)


def create(name, *args):
    try:
        cls = SHAPES[name]
    except KeyError:
        return None
    return cls(*args)


def pick(flag):
    if flag:
        def inner(x):
            return x + 1
    else:
        def inner(x):
            return x - 1
    return inner


def sort_by(items, *keys, reverse=False):
    return sorted(items, key=lambda item: tuple(item[k] for k in keys), reverse=reverse)


def main():
    c = Calculator()
    print(c.run("add", 1, 2), c.run("sub", 5, 3), c.run("mul", 2, 4), c.run("pow", 1, 1), c.total)
    seen = []
    o = Observable()
    stop = o.subscribe(lambda a, b: seen.append((a, b)))
    o.subscribe(lambda old, new: print("changed", old, new))
    o.set(3)
    stop()
    o.set(4)
    print(seen)
    t = Temperature(on_change=lambda c: print("now", c))
    t.update(20.5)
    Temperature().update(1.0)
    print(Node(4).accept(lambda n: n.value * 2))
    for args in [("sq", 3), ("circle", 2), ("tri", 1)]:
        s = create(*args)
        print(args[0], s.area() if s else None)
    print(pick(True)(1), pick(False)(1))
    print(sort_by([{"a": 2, "b": 1}, {"a": 1, "b": 5}], "a", "b"))
    fns = []
    for i in range(3):
        fns.append(lambda: i)
    print([f() for f in fns])
    fns = [lambda i=i: i * i for i in range(4)]
    print([f() for f in fns])
    adders = {n: (lambda x, n=n: x + n) for n in (1, 10)}
    print(adders[1](5), adders[10](5))
    table = {("a", 1): min, ("b", 2): max}
    print([f([3, 1, 2]) for f in table.values()])
    strategy = sum if len(fns) > 2 else max
    print(strategy([1, 2]))
    fs = list(map(lambda n: lambda x: x ** n, range(4)))
    print([f(2) for f in fs])


main()
