"""Records the answers of CPython's math, which tests/math.rs compares: run it with CPython 3.11 in this folder."""

import math

from record_num import EDGES, FLOATS, HUGE, Record, any_float, any_int, chance

ONE = ["acos", "acosh", "asin", "asinh", "atan", "atanh", "cbrt", "cos", "cosh", "degrees", "erf", "erfc", "exp",
       "exp2", "expm1", "fabs", "gamma", "lgamma", "log", "log10",
       "log1p", "log2", "radians", "sin", "sinh", "sqrt", "tan", "tanh", "ulp", "modf", "frexp", "floor", "ceil",
       "trunc", "isfinite", "isinf", "isnan"]
TWO = ["atan2", "copysign", "fmod", "hypot", "nextafter", "pow", "remainder"]


def argument(name):
    if name in ("acos", "asin", "atanh"):
        return chance.uniform(-1, 1)
    if name == "acosh":
        return 1 + abs(any_float())
    if name in ("exp", "exp2", "expm1", "sinh", "cosh"):
        return chance.choice([chance.uniform(-1, 1), chance.uniform(-50, 50), chance.uniform(-700, 700)])
    if name in ("gamma", "lgamma"):
        return chance.choice([chance.uniform(-5, 5), chance.uniform(-180, 172), float(chance.randrange(1, 30))])
    if name in ("erf", "erfc", "tanh"):
        return chance.uniform(-6, 6)
    if name in ("log", "log2", "log10", "log1p"):
        return chance.choice([abs(any_float()), chance.random(), chance.uniform(0.9, 1.1)])
    return chance.choice([any_float(), chance.uniform(-10, 10)])


def record_floats():
    record = Record("math_float.txt")
    for name in ONE:
        for value in FLOATS + [-1.0000000000000002, 0.9999999999999999, 709.78, 709.79, -745.2, 1023.9, 1024.0, 710.5,
                               171.6, 171.7, -0.5, -2.5, -3.0, 0.25, 1e-10, 1e-21, 26.0, 27.5]:
            if name not in ("floor", "ceil", "trunc") or abs(value) < 1e30 or not math.isfinite(value):
                record.add(name, getattr(math, name), value)
        for _ in range(40):
            value = argument(name)
            if name not in ("floor", "ceil", "trunc") or abs(value) < 1e30:
                record.add(name, getattr(math, name), value)
    few = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, -3.0, 1e300, 5e-324, 1e-310, -1e16, math.inf, -math.inf, math.nan]
    for name in TWO:
        for a in few:
            for b in few:
                record.add(name, getattr(math, name), a, b)
        for _ in range(60):
            record.add(name, getattr(math, name), any_float(), any_float())
            record.add(name, getattr(math, name), abs(chance.uniform(0, 100)), chance.uniform(-5, 5))
    for value in FLOATS:
        for exponent in (0, 1, -1, 10, -1074, -1100, 1023, 2000, -2000, 10**6, -(10**6), 2**62):
            if chance.random() < 0.5:
                record.add("ldexp", math.ldexp, value, exponent)
    for _ in range(60):
        record.add("ldexp", math.ldexp, any_float(), chance.randrange(-1200, 1200))
        record.add("log_to_base", math.log, abs(any_float()), chance.choice([2.0, 10.0, 3.0, 0.5]))
    for a, b in ((8.0, 2.0), (100.0, 10.0), (5.0, 1.0), (0.0, 2.0), (2.0, 0.0), (-1.0, 2.0)):
        record.add("log_to_base", math.log, a, b)
    record_close(record)
    record.close()


def record_close(record):
    def isclose(a, b, relative, absolute):
        return math.isclose(a, b, rel_tol=relative, abs_tol=absolute)

    for a, b in ((1.0, 1.0), (1.0, 1.0 + 1e-10), (1.0, 1.0 + 1e-8), (0.0, 1e-12), (math.inf, math.inf),
                 (math.inf, 1e308), (math.nan, math.nan), (-1.0, 1.0), (1e300, 1.0000000001e300)):
        for relative, absolute in ((1e-9, 0.0), (0.0, 0.0), (0.5, 0.0), (1e-9, 1e-10), (-1.0, 0.0), (1e-9, -1.0),
                                   (math.inf, 0.0)):
            record.add("isclose", isclose, a, b, relative, absolute)


def record_lists():
    record = Record("math_lists.txt")
    lists = [[], [1.0], [-3.0, 4.0], [1.0, 2.0, 3.0], [0.1] * 10, [1e100, 1.0, -1e100], [1e308, 1e308, -1e308],
             [1e-16, 1.0, 1e16], [math.inf, 1.0], [math.inf, -math.inf],
             [math.nan, 1.0], [math.nan, math.inf], [5e-324, 5e-324], [1e-320, 3e-320], [1e200, 1e-200], [0.0, -0.0],
             [-0.0], [1e16, 1.0, 1e-16, -1e16], [-1e16, -1.0, -1e-16],
             [1.7976931348623157e308, 1e291, -1e291], [3e-310, 4e-310, 1e-311]]
    lists += [[any_float() if kind else chance.uniform(-1, 1) for _ in range(chance.randrange(1, 9))]
              for kind in (0, 1) for _ in range(120)]
    lists += [[math.ldexp(chance.choice([1.0, -1.0, 0.75]), chance.randrange(-60, 60)) for _ in range(8)]
              for _ in range(60)]
    for values in lists:
        record.add("fsum", math.fsum, values)
        record.add("prod", math.prod, [1.0] + values)
        record.add("hypot_of", lambda values: math.hypot(*values), values)
        record.add("dist", math.dist, values, [chance.uniform(-2, 2) for _ in values])
    record.add("dist", math.dist, [1.0], [1.0, 2.0])
    record.close()


def record_ints():
    record = Record("math_int.txt")
    for n in list(range(-2, 30)) + [100, 170, 500, 10**20]:
        record.add("factorial", math.factorial, n)
    for n in [*range(-1, 8), 20, 52, 60, 61, 62, 66, 67, 68, 100, 300, 10**10, 10**20]:
        for k in [*range(-1, 8), 25, 30, 33, 34, 50, 299, 10**20]:
            if k < 100 or n < 10**9 or k == n:
                record.add("comb", math.comb, n, k)
                record.add("perm", math.perm, n, k) if k < 100 or n < 10**9 and k < 300 else None
    for n, k in ((10**30, 10**29), (10**20, 10**20 - 3), (10**30, 10**30 - 10**20)):
        record.add("comb", math.comb, n, k)
    record.add("perm", math.perm, 10**30, 10**29)
    for n in EDGES + HUGE + list(range(-2, 40)) + [k * k + add
            for k in (94906265, 94906266, 3037000499, 3037000500, 2**64, 10**30) for add in (-1, 0, 1)]:
        record.add("isqrt", math.isqrt, n)
        for name in ("log", "log2", "log10"):
            record.add(name, getattr(math, name), n)
    for n in (2**1023, 2**1024, 2**1024 - 1, 10**308, 10**309, 10**400, 3**1000, 7**1500, 2**2000, -(10**400), 2**1030
              + 1, (2**53 + 1) * 2**1000, (2**54 - 1) * 2**2000, (2**55 - 1) * 2**2000):
        for name in ("log", "log2", "log10"):
            record.add(name, getattr(math, name), n)
    lists = [[], [0], [0, 0], [-4], [12, 18], [-12, 18, 27], [0, 5], [2**63, 2**62], [-(2**63)], [-(2**63), 0],
             [10**20, 10**15 * 7], [1, 2, 3, 4, 5, 6, 7]]
    lists += [[any_int() * chance.choice([1, 6, 30]) for _ in range(chance.randrange(1, 5))] for _ in range(60)]
    for values in lists:
        record.add("gcd", lambda values: math.gcd(*values), values)
        record.add("lcm", lambda values: math.lcm(*values), values)
        record.add("prod", math.prod, values)
    record.close()


if __name__ == "__main__":
    record_floats()
    record_lists()
    record_ints()
