"""Records CPython's answers about numbers, which tests/num.rs compares: run it with CPython 3.11 in this folder.

A line is an operation, its arguments and the answer, with tabs between them. Texts are written with escapes, bytes in hexadecimal; what was
raised begins with an exclamation mark.
"""

import math
import operator
import random
import unicodedata

chance = random.Random(311)


def text(value):
    return "".join(c if " " < c < "\x7f" and c != "\\" or c == " " else f"\\u{{{ord(c):x}}}" for c in value)


def shown(value):
    if isinstance(value, str):
        return text(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, (tuple, list)):
        return " ".join(map(shown, value))
    return repr(value)


class Record:
    """A file of answers."""

    def __init__(self, name):
        self.name, self.lines = name, []

    def add(self, name, call, *arguments):
        try:
            answer = shown(call(*arguments))
        except (ArithmeticError, ValueError, TypeError, LookupError) as raised:
            answer = f"!{type(raised).__name__}: {text(str(raised))}"
        self.lines.append("\t".join([name, *map(shown, arguments), answer]))

    def close(self):
        with open(self.name, "w", encoding="ascii", newline="\n") as file:
            file.write("".join(line + "\n" for line in dict.fromkeys(self.lines)))


# Numbers

SMALL = [0, 1, -1, 2, -2, 3, -3, 5, 7, -7, 8, 10, -10, 17, 63, 64, 65, 100, 255, 256, -128, 127, 128, 1000, -1000]
EDGES = [sign * ((1 << bits) + add) for bits in (31, 32, 52, 53, 54, 61, 62, 63, 64) for add in (-1, 0, 1)
         for sign in (1, -1)]
HUGE = [sign * value for value in (10**20, 10**22, 10**25 + 7, 3**100, 2**200, 2**200 - 1, 10**40) for sign in (1, -1)]
INTS = SMALL + EDGES + HUGE


def any_int():
    bits = chance.choice([3, 8, 16, 31, 33, 53, 55, 62, 64, 70, 130, 300])
    return chance.getrandbits(bits) * chance.choice([1, -1])


FLOATS = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.5, -2.5, 0.1, 0.2, 0.3, 1e15, 1e16, 1e17, 123456789012345680.0,
          9999999999999998.0,
          1e-4, 1e-5, 0.00012345, 9.999e-05, 1e22, 1e23, 5e-324, -5e-324, 2.2250738585072014e-308,
          2.225073858507201e-308,
          1.7976931348623157e308, -1.7976931348623157e308, 1e100, 1e-100, 3.141592653589793, 2.718281828459045,
          2.0**53, 2.0**53 + 2, 2.0**63,
          -2.0**63, 2.0**64, 1e300, 1e-300, 100.0, 1000000.0, 0.7, 7.0, 1e308, 4.35, 2.675, 1.005, 0.285,
          float("inf"), float("-inf"), float("nan")]


def any_float():
    kind = chance.randrange(6)
    sign = chance.choice([1, -1])
    if kind == 0:
        return sign * math.ldexp(chance.random(), chance.randrange(-1074, 1024))
    if kind == 1:
        return sign * chance.random()
    if kind == 2:
        return sign * chance.randrange(10**chance.randrange(1, 17)) / 10**chance.randrange(0, 10)
    if kind == 3:
        return sign * float(chance.getrandbits(chance.randrange(1, 70)))
    if kind == 4:
        return sign * chance.randrange(1, 1000) * 0.125
    return sign * chance.uniform(0, 1000)


# Ints


def pairs(special, any_one, count):
    yield from ((a, b) for a in special for b in special)
    yield from ((any_one(), any_one()) for _ in range(count))


def record_ints():
    record = Record("num_int.txt")
    binary = {"add": operator.add, "sub": operator.sub, "mul": operator.mul, "floordiv": operator.floordiv,
              "modulo": operator.mod,
              "divmod": divmod, "true_div": operator.truediv, "bitand": operator.and_, "bitor": operator.or_,
              "bitxor": operator.xor}
    few = [0, 1, -1, 7, -7, 2**53 + 1, -(2**63), 2**63 - 1, 2**63, -(2**64), 3**100]
    for name, call in binary.items():
        for a, b in pairs(few, any_int, 40):
            record.add(name, call, a, b)
    for _ in range(100):
        record.add("true_div", operator.truediv, any_int() << chance.randrange(900),
                   any_int() << chance.randrange(1100) or 1)
    for a in (3, 1, -1, 5 << 100, 2**1000):
        for b in (2**1073, 2**1074, 2**1075, 3 * 2**1074, 7 * 2**1070 + 1, 10**400, -(10**323), 10**-0 + 2**1076):
            record.add("true_div", operator.truediv, a, int(b))
            record.add("true_div", operator.truediv, int(b), a)
    for a in INTS + [any_int() for _ in range(40)]:
        for name, call in {"neg": operator.neg, "abs": abs, "invert": operator.invert, "bit_length": int.bit_length,
                           "bit_count": int.bit_count, "str": str, "hex": hex, "oct": oct, "bin": bin, "hash": hash,
                           "to_float": float,
                           "bool": bool}.items():
            record.add(name, call, a)
    for a in [2**1024, 2**1024 - 2**970, 2**1024 - 2**970 - 1, -(2**1024), 2**53 + 1, 2**54 + 2, 2**54 + 6,
              (2**53 + 1) * 2**200, (2**54 + 1) * 2**200,
              10**308, 10**309, 2**1023]:
        record.add("to_float", float, a)
        record.add("hash", hash, a)
    for a in [0, 1, -1, 5, -5, 2**62, -(2**62), -(2**63), 2**70, -(2**70) - 1, 3**60]:
        for b in [0, 1, 2, 3, 61, 62, 63, 64, 65, 100, 10**20, -1, -(10**20)]:
            record.add("shr", operator.rshift, a, b)
            if b < 10**10 or a == 0:
                record.add("shl", operator.lshift, a, b)
    for a in [0, 1, -1, 2, -2, 3, -3, 7, 10, -10, 2**31, 2**62, 3**50]:
        for b in [0, 1, 2, 3, 5, 31, 32, 62, 63, 64, 70, 101]:
            record.add("pow", pow, a, b)
    for a in (0, 1, -1):
        record.add("pow", pow, a, 10**20)
        record.add("pow", pow, a, 10**20 + 1)
        record.add("pow", pow, a, 2**33 + 1)
    record.add("pow", pow, 0, -1)
    for _ in range(150):
        record.add("pow_mod", pow, any_int(), abs(any_int()), any_int())
        record.add("pow_mod", pow, chance.randrange(-50, 50), chance.randrange(-50, 50), chance.randrange(-50, 50))
        record.add("pow_mod", pow, any_int(), chance.randrange(-50, 50), any_int())
    for a in INTS[:60] + [any_int() for _ in range(20)] + [5, 15, 25, -5, -15, 50, 150, 250, 350, 1150, 1250]:
        for digits in (-1, -2, -3, -19, -20, -25, 0, 3, -400):
            if digits > -19 or chance.random() < 0.3:
                record.add("round", round, a, digits)
    for _ in range(200):
        a, length = any_int(), chance.choice([0, 1, 2, 3, 4, 7, 8, 9, 10, 16, 20, 40])
        order, signed = chance.choice(["big", "little"]), chance.random() < 0.5
        record.add("to_bytes", lambda a, length, order, signed: a.to_bytes(length, order, signed=signed), a, length,
                   order, signed)
    for a, length in [(0, 0), (0, 1), (128, 1), (127, 1), (-128, 1), (-129, 1), (255, 1), (256, 1), (-1, 0), (-1, 1),
                      (1, 0), (1, -1), (2**63, 8),
                      (-(2**63), 8), (2**63 - 1, 8), (-(2**63) - 1, 8), (-1, 12)]:
        for signed in (True, False):
            record.add("to_bytes", lambda a, length, order, signed: a.to_bytes(length, order, signed=signed), a,
                       length, "big", signed)
    record.add("to_bytes", lambda a, length, order, signed: a.to_bytes(length, order, signed=signed), 1, 2, "middle",
               False)
    for _ in range(100):
        data = chance.randbytes(chance.choice([0, 1, 2, 3, 7, 8, 9, 12])) + chance.choice([b"", b"\0", b"\xff",
                b"\0\0", b"\xff\xff"])
        order, signed = chance.choice(["big", "little"]), chance.random() < 0.5
        record.add("from_bytes", lambda data, order, signed: int.from_bytes(data, order, signed=signed), data, order,
                   signed)
    record.add("from_bytes", lambda data, order, signed: int.from_bytes(data, order, signed=signed), b"1", "?", False)
    record.close()


def record_int_texts():
    record = Record("num_int_text.txt")
    texts = ["", " ", "0", "00", "-0", "+0", "1", " 1 ", "\t\n\v\f\r1\r\f", "\x1c1", "+ 1", "--1", "+-1", "1 2",
             "1_000", "_1", "1_", "1__0", "-_1", "0_1", "0_0",
             "0x", "0xf", "0XF", "-0xF", "0x_f", "0x__f", "0x-f", "0b1", "0b2", "0B_1", "0o7", "0o8", "0O7", "010",
             "0o", "0b", "12", "z", "Z", "zz", "9", "8",
             "1.0", "1e5", "nan", "\0", "1\0", "1\0 2", "\u0661\u0662", "\uff11\uff12", "\u0967 ", "\u20031\u2003",
             "\xa05", "\xb2", "\u4e00", "1\u4e00", "\U0001d7d8\U0001d7d9",
             "it's", "a\"b", "a\\b", "\x7f", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
             "-9223372036854775809",
             "7fffffffffffffff", "8000000000000000", "-8000000000000000", "123456789012345678901234567890", "a" * 300,
             "'" * 150, "1" * 250 + "x"]
    for value in texts:
        for base in (10, 0, 2, 8, 16, 36):
            if value.isprintable() or value.isascii() or base == 10:
                record.add("int", int, value, base)
    for base in (1, -1, 37, 3, 11, 2**40):
        record.add("int", int, "12", base)
    for value in ("1" * 4300, "1" * 4301, "-" + "9" * 4301, "1" * 4301 + "x", "1_" * 4300 + "1", "_" + "1" * 4301,
                  "1" * 4301 + "_", "0" * 4400 + "1"):
        record.add("int", int, value, 10)
    record.add("int", int, "1" * 4301, 0)
    zeros = [code for code in range(128, 0x110000) if unicodedata.decimal(chr(code), None) == 0]
    for zero in zeros:
        for code in (zero - 1, zero, zero + 5, zero + 9, zero + 10):
            # What is not printable is shown in other ways than its meaning.
            if chr(code).isprintable():
                record.add("int", int, chr(code), 10)
    record.close()


def comparisons(a, b):
    return "".join("01"[call(a, b)] for call in (operator.eq, operator.lt, operator.le, operator.gt, operator.ge))


def record_comparisons():
    record = Record("num_compare.txt")
    ints = [0, 1, -1, 2, 2**53, 2**53 + 1, 2**53 - 1, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64, 10**22, 10**23,
            2**1023, 2**1024, -(2**1024), 3**100]
    floats = [0.0, -0.0, 0.5, -0.5, 1.0, 1.5, -1.0, -1.5, 2.0**53, 2.0**53 + 2, 2.0**63, -2.0**63, 2.0**63 - 1024,
              2.0**64, 1e22, 1e23, 2.0**1023,
              1.7976931348623157e308, -1.7976931348623157e308, float("inf"), float("-inf"), float("nan")]
    for a in ints:
        for b in floats:
            record.add("compare_float", comparisons, a, b)
        for b in ints:
            record.add("compare", comparisons, a, b)
    for _ in range(100):
        a = any_int()
        record.add("compare_float", comparisons, a, float(a))
        record.add("compare_float", comparisons, a, any_float())
    record.close()


# Floats


def record_floats():
    record = Record("num_float.txt")
    powers = [math.ldexp(1.0, exponent) for exponent in range(-1074, 1024, 7)] + [10.0**exponent
            for exponent in range(-323, 309, 5)]
    neighbours = [math.nextafter(value, to) for value in powers[::6] for to in (0.0, math.inf)]
    ties = [chance.randrange(2**50, 2**53) / 2 ** chance.randrange(1, 5) for _ in range(100)]
    for value in FLOATS + powers + neighbours + ties + [any_float() for _ in range(500)]:
        record.add("repr", repr, value)
    for value in FLOATS + [any_float() for _ in range(150)]:
        for name, call in {"hash": hash, "is_integer": float.is_integer, "hex": float.hex,
                           "ratio": float.as_integer_ratio, "round": round,
                           "int": int, "bool": bool}.items():
            # The hash of a NaN is that of its object.
            if value == value if name == "hash" else abs(value) < 1e60 or chance.random() < 0.1:
                record.add(name, call, value)
    binary = {"floordiv": operator.floordiv, "modulo": operator.mod, "divmod": divmod, "true_div": operator.truediv,
              "pow": real_power}
    few = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, -3.0, 0.1, 1e300, -1e300, 5e-324, 1e16, math.inf, -math.inf, math.nan]
    for name, call in binary.items():
        for a, b in pairs(few, any_float, 80):
            record.add(name, call, a, b)
    for _ in range(100):
        record.add("pow", real_power, abs(any_float()), chance.uniform(-5, 5))
        record.add("divmod", divmod, any_float(), chance.choice([0.1, 0.3, -0.7, 7.0]))
    record_rounding(record)
    record_float_texts(record)
    record.close()


def real_power(a, b):
    try:
        power = a ** b
    except OverflowError as raised:
        if "complex" not in str(raised):
            raise
        power = 1j
    if isinstance(power, complex):
        raise ValueError("complex numbers are not supported: a negative number was raised to a fraction")
    return power


def record_rounding(record):
    ties = [0.5, 1.5, 2.5, 0.25, 0.75, 0.125, 0.375, 2.675, 1.005, 5.0, 15.0, 25.0, 50.0, 150.0, 250.0, 1e15 + 0.5,
            5e22, 5e23, 15e22, 9.5, 99.5, 999.5, 0.05, 0.95,
            4503599627370497.5, 1234.5, 95.0, 95e20, 500000.0]
    for value in FLOATS + ties + [-tie for tie in ties]:
        for digits in (0, 1, 2, 3, -1, -2, 15, 22, 323, 324, 400, -22, -23, -24, -308, -309, 10**30, -(10**30)):
            if digits in (0, 1, 2, -1) or chance.random() < 0.3:
                record.add("round_digits", round, value, digits)
    for _ in range(400):
        record.add("round_digits", round, any_float(), chance.randrange(-6, 12))
    record.add("round_digits", round, 1.5e308, -308)
    record.add("round_digits", round, 5e-324, 323)
    record.add("round_digits", round, 7e-323, 323)
    for value in [abs(value) for value in FLOATS + ties if math.isfinite(value)] + [abs(any_float())
            for _ in range(60)]:
        precision = chance.choice([0, 1, 2, 3, 6, 10, 17, 25, 40])
        if value < 1e30:
            record.add("fixed", lambda value, precision: f"{value:.{precision}f}", value, precision)
        record.add("significant", lambda value, precision: f"{value:.{precision}e}", value, precision)
    record.add("fixed", lambda value, precision: f"{value:.{precision}f}", 5e-324, 1090)
    record.add("fixed", lambda value, precision: f"{value:.{precision}f}", 0.1, 1200)
    record.add("significant", lambda value, precision: f"{value:.{precision}e}", 2.2250738585072014e-308, 1150)


def digits():
    return chance.randrange(10 ** chance.randrange(1, 25))


def record_float_texts(record):
    texts = ["", " ", "0", "-0", "+0.0", "1", " 1.5\n", "\x1c1", ".5", "5.", ".", "-.5", "e5", "1e5", "1E+5", "1e-5",
             "1e", "1e+", "1.e2", ".e2", "1_0", "1_0.5_0", "1__0", "_1", "1_",
             "1_.5", "1._5", "1e1_0", "1e_1", "1_e1", "inf", "-inf", "+Infinity", "INF", "infin", "infinity_", "in_f",
             "nan", "-nan", "+NaN", "nan(1)", "0x1p3", "1e400", "-1e400",
             "1e-400", "1e99999999999999999999", "0e99999999999999999999", "1" * 400, "0." + "0" * 400 + "1",
             "\u0661.\u0665", "\uff11", "\u20031.5\xa0", "\xb2", "1\u4e00", "1,5", "1 2",
             "1\0", "\0", "it's", "a\"b", "x" * 300, "--1", "+-1", "1.2.3", "1d5", "True", "9007199254740993",
             "9007199254740992.99999", "2.2250738585072011e-308",
             "179769313486231580793728971405301e276", "1.7976931348623159e308", "2.4703282292062327e-324",
             "2.4703282292062328e-324", "\u0661\u0665e\u0662"]
    for value in texts:
        record.add("float", float, value)
    for _ in range(150):
        record.add("float", float,
                   f"{digits()}.{digits()}e{chance.randrange(-340, 320)}")


if __name__ == "__main__":
    record_ints()
    record_int_texts()
    record_comparisons()
    record_floats()
