import asyncio
import functools
from functools import partial, reduce


def power(base, exponent):
    return base ** exponent


def log(level, message, *, sep=": "):
    return level + sep + message


def compose(*funcs):
    return reduce(lambda f, g: lambda x: g(f(x)), funcs, lambda x: x)


async def notify(channel, user, text="hi"):
    await asyncio.sleep(0)
    return f"[{channel}] {user} {text}"


@functools.total_ordering
class Version:
    def __init__(self, text):
        self.parts = tuple(int(p) for p in text.split("."))

    def __eq__(self, other):
        return self.parts == other.parts

    def __lt__(self, other):
        return self.parts < other.parts

    def __repr__(self):
        return "v" + ".".join(map(str, self.parts))


async def main():
    print(reduce(lambda a, b: a * b, range(1, 6)), reduce(lambda a, b: a + b, ["x", "y", "z"]), reduce(max, [3, 9, 2], 5), reduce(max, [], -1))
    square, cube = partial(power, exponent=2), partial(power, exponent=3)
    two_to = partial(power, 2)
    print(square(5), cube(2), two_to(10), [f(3) for f in (square, cube)])
    warn = partial(log, "WARN", sep=" -> ")
    print(warn("disk full"), warn("again", sep="|"), log("INFO", "ok"))
    print(compose(str.strip, str.title, len)("  ab cd "), compose()(7), compose(lambda x: x + 1, lambda x: x * 10)(4))
    mail = partial(notify, "mail")
    print(await asyncio.gather(mail("ann"), mail("bob", "bye"), mail("cy", text="?")))
    versions = [Version(t) for t in ("1.10", "1.2", "0.9.1", "1.2.0")]
    print(sorted(versions), max(versions), Version("1.0") >= Version("0.9"), Version("1.0") <= Version("1.0"), Version("2") > Version("10"))
    by_last = functools.cmp_to_key(lambda a, b: (a[-1] > b[-1]) - (a[-1] < b[-1]))
    print(sorted(["bz", "ca", "am"], key=by_last))
    flat = reduce(lambda acc, kv: {**acc, kv[0]: acc.get(kv[0], 0) + kv[1]}, [("a", 1), ("b", 2), ("a", 3)], {})
    print(flat, reduce(lambda n, d: n * 10 + d, [4, 0, 7]))
    try:
        reduce(max, [])
    except TypeError as e:
        print(e)


asyncio.run(main())
