# closures, state machines, callbacks, dispatch
import operator
from functools import partial, reduce


def make_counter(start=0):
    count = start

    def inc(step=1):
        nonlocal count
        count += step
        return count

    def get():
        return count

    return inc, get


def make_account(balance):
    def deposit(x):
        nonlocal balance
        balance += x
        return balance

    def withdraw(x):
        nonlocal balance
        if x > balance:
            return "insufficient"
        balance -= x
        return balance

    return {"deposit": deposit, "withdraw": withdraw}


def compose(*functions):
    def composed(x):
        for f in functions:
            x = f(x)
        return x
    return composed


def memoize(fn):
    cache = {}

    def wrapper(*args):
        if args not in cache:
            cache[args] = fn(*args)
        return cache[args]
    wrapper.cache = cache
    return wrapper


def trace(fn):
    def wrapper(*args, **kwargs):
        parts = [repr(a) for a in args] + [f"{k}={v!r}" for k, v in kwargs.items()]
        result = fn(*args, **kwargs)
        print(f"{fn.__name__}({', '.join(parts)}) -> {result!r}")
        return result
    return wrapper


@trace
def power(base, exp=2):
    return base ** exp


@trace
def join(a, b, sep="-"):
    return a + sep + b


OPS = {
    "+": (1, operator.add),
    "-": (1, operator.sub),
    "*": (2, operator.mul),
    "/": (2, operator.truediv),
}


def calc(tokens):
    out, ops = [], []
    def apply():
        op = ops.pop()
        b, a = out.pop(), out.pop()
        out.append(OPS[op][1](a, b))
    for t in tokens.split():
        if t in OPS:
            while ops and OPS[ops[-1]][0] >= OPS[t][0]:
                apply()
            ops.append(t)
        else:
            out.append(float(t))
    while ops:
        apply()
    return out[0]


class Button:
    def __init__(self, label, command=None):
        self.label = label
        self.command = command

    def click(self):
        if self.command:
            return self.command()
        return "nothing"


class Vec:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def dot(self, other):
        return self.x * other.x + self.y * other.y


class Adder:
    def __init__(self, n):
        self.n = n

    def __call__(self, x):
        return x + self.n


def main():
    inc, get = make_counter(10)
    inc(); inc(5)
    print(get())
    acc = make_account(100)
    print(acc["deposit"](50), acc["withdraw"](500), acc["withdraw"](20))
    print(compose(str.strip, str.title, len)("  hello world "))
    print(compose(lambda x: x * 2, Adder(3), abs)(-10))
    power(3)
    power(2, exp=5)
    join("a", "b", sep="+")
    print(calc("1 + 2 * 3 - 4 / 2"))
    buttons = [Button("a"), Button("b", lambda: "clicked"), Button("c", command=get)]
    for b in buttons:
        print(b.label, b.click())
    v = Vec(1, 2)
    print(max([Vec(3, 4), Vec(0, 9)], key=v.dot).y)
    print(reduce(operator.mul, range(1, 6)), reduce(lambda a, b: a + b, ["x", "y"], ">"))
    add5 = partial(operator.add, 5)
    print(add5(3))
    log = partial(print, "[log]", sep=" | ")
    log("hi", 3)
    table = [(len, "abc"), (str.upper, "xyz"), (sorted, "cab"), (lambda s: s[::-1], "abc")]
    for f, arg in table:
        print(f(arg))
    actions = {"quit": None, "go": lambda d: f"go {d}"}
    for name in ("quit", "go"):
        act = actions[name]
        print(name, act("n") if act else "no action")
    things = [1, "two", len, lambda: 4]
    for t in things:
        print(callable(t), "yes" if callable(t) else "-")


main()
