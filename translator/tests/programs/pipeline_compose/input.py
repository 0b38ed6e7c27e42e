import asyncio


def compose(*funcs):
    def run(x):
        for f in funcs:
            x = f(x)
        return x
    return run


def curry(f):
    return lambda a: lambda b: f(a, b)


def apply_n(f, n):
    def g(x):
        for _ in range(n):
            x = f(x)
        return x
    return g


def twice(f):
    return lambda x: f(f(x))


async def amap(f, items):
    return [await f(i) for i in items]


async def slow_len(text):
    await asyncio.sleep(0.001)
    return len(text)


def fizz(n, rules=((3, "Fizz"), (5, "Buzz"))):
    return "".join(word for d, word in rules if n % d == 0) or n


async def main():
    clean = compose(str.strip, str.lower, lambda s: s.split(","), lambda parts: [p for p in parts if p])
    print(clean("  A,B,,C "), compose()(5))
    add = curry(lambda a, b: a + b)
    print(add(2)(3), add("x")("y"), list(map(add(10), [1, 2])))
    print(apply_n(lambda x: x * 2, 70)(1), twice(twice(lambda x: x + "!"))("hey"), twice(lambda x: x[::-1])("abc"))
    print(await amap(slow_len, ["a", "bb", ""]))
    actions = {"add": lambda a, b: a + b, "sub": lambda a, b: a - b, "neg": lambda a: -a}
    for name, args in [("add", (1, 2)), ("sub", (1, 2)), ("neg", (7,))]:
        print(name, actions[name](*args), end="; ")
    print()
    print(*[fizz(n) for n in range(1, 16)])
    print(fizz(7, rules=[(7, "Sev"), (1, "en")]))
    ops = [("double", lambda x: x * 2), ("square", lambda x: x ** 2)]
    for name, op in ops:
        print(name, [op(x) for x in (0, -3, 1.5)])
    print((lambda *a, **k: (a, k))(1, b=2), (lambda: None)(), (lambda x, y=2: x * y)(4))
    key = (lambda flag: (lambda w: len(w)) if flag else (lambda w: w))(True)
    print(sorted(["ccc", "a", "bb"], key=key), max(["ccc", "a", "zz"], key=lambda w: w[0]))


asyncio.run(main())
