import functools
import operator

def apply(f, *args, **kwargs):
    return f(*args, **kwargs)

def area(w, h=2, *, scale=1):
    """Area."""
    return w * h * scale

def total(*nums, **opts):
    return sum(nums) + opts.get("extra", 0)

OPS = {"+": operator.add, "-": operator.sub, "neg": lambda a, b: -a}
CONV = {"int": int, "str": str, "up": str.upper, "len": len}

class Shape:
    def __init__(self, name, sides=3):
        self.name = name
        self.sides = sides
    def __repr__(self):
        return f"{type(self).__name__}({self.name!r}, {self.sides})"

class Dot:
    def __init__(self, name):
        self.name = name
    def __repr__(self):
        return "Dot()"

class Counter:
    def __init__(self):
        self.n = 0
    def bump(self, by=1):
        self.n += by
        return self.n

def main():
    print(apply(area, 3))
    print(apply(area, 3, 4, scale=2))
    print(apply(total, 1, 2, extra=5))
    for name, op in OPS.items():
        print(name, op(5, 3))
    print(CONV["int"]("42"), CONV["str"]("x"), CONV["up"]("abc"), CONV["len"]("four"))
    for f in (len, str.upper, str.title):
        print(f.__name__, f("hello"))
    kinds = {"shape": Shape, "dot": Dot}
    print(kinds["shape"]("tri"), kinds["dot"]("p"))
    c = Counter()
    steps = [c.bump, lambda by=10: by * 2, functools.partial(area, 7)]
    for s in steps:
        print(s())
    print([s(5) for s in steps])
    fs = [lambda: n for n in range(3)]
    print([f() for f in fs])
    gs = [lambda x, n=n: x * n for n in range(3)]
    print([g(10) for g in gs])
    double = functools.partial(operator.mul, 2)
    print(double(21), list(map(double, [1, 2, 3])))
    p = functools.partial(area, scale=3)
    print(p(2), p(2, 5))
    options = {"h": 5, "scale": 2}
    print(area(2, **options))
    handlers = [print, lambda *a: print("custom", a)]
    for h in handlers:
        h(1, "two")
    first = operator.itemgetter(0)
    pairs = [(3, "c"), (1, "a")]
    print(sorted(pairs, key=first), first(pairs[0]))
    maybe = None
    for cb in [None, len, None]:
        if cb is None:
            print("none")
        else:
            print(cb("abc"))
    try:
        apply(area)
    except TypeError as e:
        print(e)
    try:
        apply(area, 1, 2, 3)
    except TypeError as e:
        print(e)
    try:
        apply(area, 1, color=3)
    except TypeError as e:
        print(e)

main()
