"""Records what struct packs and unpacks: `python3.11 record_struct.py > struct.txt`.

A line is a call, its format (`~` for nothing, `_` for a blank), what it is given, and what came of it.
"""

import struct

INTS = [0, 1, -1, 127, 128, -128, -129, 200, 255, 256, 32767, 32768, -32769, 65535, 65536]
INTS += [2**31 - 1, 2**31, -(2**31) - 1, 2**32 - 1, 2**32, 2**40, -(2**40), 2**63 - 1, -(2**63)]
FLOATS = [0.0, -0.0, 1.5, 0.1, 1e39, -1e39, 1e-46, 3.4028235677973366e38, float("inf"), float("nan")]
ORDERS = ["", "@", "=", "<", ">", "!"]
MIXED = [
    ("bxh", [1, 2]),
    ("b0q", [1]),
    ("bq", [1, 2]),
    ("qb", [1, 2]),
    ("2h3s?d", [1, 2, b"xyz", True, 1.5]),
    ("c3s0sc", [b"a", b"bcdef", b"zz", b"b"]),
    ("5s", [b"ab"]),
    ("b d", [1, 2]),
    ("3x", []),
    ("", []),
    ("ii", [1]),
    ("i", [1, 2]),
    ("i", []),
    ("i", [True]),
    ("i", [1.0]),
    ("i", [b"a"]),
    ("f", [3]),
    ("d", [True]),
    ("f", [b"a"]),
    ("s", [5]),
    ("c", [5]),
    ("c", [b"ab"]),
    ("c", [b""]),
    ("???????", [0, 5, 0.0, 0.5, b"", b"a", False]),
    ("z", [1]),
    ("3", []),
    ("2 h", [1, 2]),
    ("99999999999999999999h", []),
    ("lLbl", [1, 2, 3, 4]),
    ("n", [1]),
    ("N", [1]),
]


def word(value):
    return "x" + value.hex() if isinstance(value, bytes) else repr(value)


def outcome(function, *arguments):
    try:
        value = function(*arguments)
    except (struct.error, OverflowError) as error:
        return f"{type(error).__name__}({str(error)!r})"
    return word(value)


def line(name, form, given, result):
    print(name, form.replace(" ", "_") or "~", *map(word, given), "=>", result)


def record(form, values):
    result = outcome(struct.pack, form, *values)
    line("pack", form, values, result)
    if result.startswith("x") and all(code not in form for code in "QLN"):
        data = bytes.fromhex(result[1:])
        line("unpack", form, [data], outcome(struct.unpack, form, data))


def record_all(form, values):
    record(form, values)
    line("calcsize", form, [], outcome(struct.calcsize, form))
    data = bytes(range(struct.calcsize(form))) if "error" not in outcome(struct.calcsize, form) else b""
    line("unpack", form, [data + b"a"], outcome(struct.unpack, form, data + b"a"))
    line("iter", form, [data * 3], outcome(lambda: list(struct.iter_unpack(form, data * 3))))
    line("iter", form, [data + b"a"], outcome(lambda: list(struct.iter_unpack(form, data + b"a"))))
    for offset in (0, 1, 3, -1, -3, -100, len(data), -len(data), 100):
        given = [data + b"abc", offset]
        line("from", form, given, outcome(struct.unpack_from, form, *given))


for order in ["", "<", ">"]:
    for code in "bBhHiIlLqQ":
        for value in INTS:
            line("pack", order + code, [value], outcome(struct.pack, order + code, value))
        for byte in (0, 127, 128, 255):
            data = bytes([byte, 1, 2, 3, 4, 5, 6, 7])[: struct.calcsize(order + code)]
            if not (code in "QL" and data[0] > 127 or code in "QL" and data[-1] > 127):
                line("unpack", order + code, [data], outcome(struct.unpack, order + code, data))
    for code in "fd":
        for value in FLOATS:
            record(order + code, [value])
for order in ORDERS:
    for form, values in MIXED:
        record_all(order + form, values)
