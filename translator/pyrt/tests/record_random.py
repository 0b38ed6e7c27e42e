"""Records CPython's random numbers, which tests/random.rs compares: run it with CPython 3.11 in this folder.

A line is a seed's kind, the seed, an operation, how often it is called, its arguments, and the answers that it gives one after the other.
"""

import random

from record_num import shown, text

SEEDS = [0, 1, -1, 42, 2**32, 2**32 - 1, -(2**40) - 5, 10**40, 2**10000, "", "text", "\u00fcmlaut \U0001f600", b"",
         b"bytes\0\xff", bytes(range(256)) * 12, 0.5, -1.5, 1e300, float("inf"), True]


def calls():
    yield "random", ()
    for bits in (0, 1, 5, 31, 32, 33, 63, 64, 65, 100, 1000, -1):
        yield "getrandbits", (bits,)
    for count in (0, 1, 3, 4, 5, 17, -1):
        yield "randbytes", (count,)
    for stop in (1, 2, 10, 255, 256, 2**31, 2**32, 2**32 + 1, 2**53, 2**63 - 1, 0, -3, 2**64, 10**30):
        yield "randrange_to", (stop,)
    for arguments in ((0, 10, 1), (-5, 5, 1), (0, 10, 3), (10, 0, -1), (10, 0, -3), (5, 5, 1), (5, 1, 1), (0, 10, -1),
                      (1, 2, 0), (0, 100, 7), (-(2**63), 2**63 - 1, 1),
                      (-(2**63), 2**63 - 1, 3), (0, 10**30, 10**9), (10**30, 0, -(10**28)), (10**20, 0, 1),
                      (2**63 - 1, -(2**63), -1)):
        yield "randrange", arguments
    for arguments in ((1, 6), (0, 0), (-10, 10), (5, 4), (-(2**63), 2**63 - 1), (0, 2**63 - 1), (10**20, 10**21),
                      (3, -3), (9223372036854775807, 9223372036854775807)):
        yield "randint", arguments
    for length in (1, 2, 3, 52, 1000, 0):
        yield "choice", (length,)
        yield "shuffle", (length,)
    for length, count in ((10, 0), (10, 10), (10, 3), (21, 5), (22, 5), (1000, 5), (1000, 6), (85, 6), (86, 6),
                          (100, 50), (100000, 20), (5, 6), (5, -1), (0, 0)):
        yield "sample", (length, count)
    for length, count in ((5, 10), (1, 3), (1000, 3), (5, 0), (5, -1), (0, 0)):
        yield "choices", (length, count)
    for weights in ([1.0, 2.0, 3.0], [0.5, 0.0, 0.25, 0.25], [0.0, 0.0, 1.0], [10.0, 1.0, 1.0, 1.0, 1.0], [0.0, 0.0],
                    [-1.0, 0.5], [float("inf")], [0.1] * 10):
        yield "choices_relative", (weights, 8)
        yield "choices_cumulative", (weights, 8)
    pairs = [(0.0, 1.0), (1.0, 2.0), (-5.0, 5.0), (10.0, 0.5), (0.1, 3.0), (2.5, 2.5)]
    for name in ("uniform", "normalvariate", "gauss", "lognormvariate", "vonmisesvariate", "gammavariate",
                 "betavariate", "weibullvariate"):
        for pair in pairs:
            yield name, pair
    yield "gammavariate", (1.0, 2.0)
    yield "gammavariate", (200.0, 1.0)
    yield "weibullvariate", (1.0, 0.0)
    yield "lognormvariate", (1000.0, 1.0)
    for value in (0.5, 1.0, 3.0, -2.0, 0.0, 0.001):
        yield "expovariate", (value,)
        yield "paretovariate", (value,)
    for arguments in ((0.0, 1.0), (2.0, 2.0), (5.0, -5.0)):
        yield "triangular", arguments
    for arguments in ((0.0, 1.0, 0.25), (0.0, 10.0, 10.0), (2.0, 2.0, 2.0)):
        yield "triangular", arguments


def call(generator, name, arguments):
    if name == "randrange_to":
        return generator.randrange(*arguments)
    if name == "choice":
        return generator.choice(range(*arguments))
    if name == "shuffle":
        numbers = list(range(*arguments))
        generator.shuffle(numbers)
        return numbers
    if name == "sample":
        return generator.sample(range(arguments[0]), arguments[1])
    if name == "choices":
        return generator.choices(range(arguments[0]), k=arguments[1])
    if name == "choices_relative":
        return generator.choices(range(len(arguments[0])), weights=arguments[0], k=arguments[1])
    if name == "choices_cumulative":
        return generator.choices(range(len(arguments[0])), cum_weights=arguments[0], k=arguments[1])
    return getattr(generator, name)(*arguments)


def several(seed, name, arguments, count):
    generator = random.Random(seed)
    try:
        return ";".join(shown(call(generator, name, arguments)) for _ in range(count))
    except (ArithmeticError, ValueError, IndexError) as raised:
        return f"!{type(raised).__name__}: {text(str(raised))}"


def main():
    lines = []
    for seed in SEEDS:
        for name, arguments in [("random", ()), ("getrandbits", (77,))]:
            lines.append((type(seed).__name__, shown(seed), name, "5", *map(shown, arguments),
                          several(seed, name, arguments, 5)))
    # More than a full turn of the generator.
    generator = random.Random(7)
    lines.append(("int", "7", "thousandth", "1001", shown([generator.random() for _ in range(1001)][-1])))
    for name, arguments in calls():
        for seed in (3, 2024):
            count = 2 if name in ("shuffle", "sample") else 6
            lines.append(("int", str(seed), name, str(count), *map(shown, arguments),
                          several(seed, name, arguments, count)))
    with open("random.txt", "w", encoding="ascii", newline="\n") as file:
        file.writelines("\t".join(line) + "\n" for line in lines)


main()
