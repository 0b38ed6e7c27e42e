import asyncio

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def to_base(n, base):
    if not 2 <= base <= 36:
        raise ValueError(f"base {base} out of range")
    if n == 0:
        return "0"
    sign, n = ("-", -n) if n < 0 else ("", n)
    out = ""
    while n > 0:
        n, rest = divmod(n, base)
        out = DIGITS[rest] + out
    return sign + out


ROMAN = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]


def to_roman(n):
    text = ""
    for value, letters in ROMAN:
        times, n = divmod(n, value)
        text += letters * times
    return text


def from_roman(text):
    values = {l: v for v, l in ROMAN if len(l) == 1}
    total = 0
    for here, after in zip(text, text[1:] + " "):
        v = values[here]
        total += -v if v < values.get(after, 0) else v
    return total


async def round_trip(n, base):
    text = to_base(n, base)
    await asyncio.sleep(0)
    return int(text, base) == n, text


async def main():
    for n in (0, 1, 10, 255, -42, 10 ** 20):
        print(n, [to_base(n, b) for b in (2, 3, 8, 16, 36)])
    print(await asyncio.gather(*(round_trip(2 ** 65 + 7, b) for b in (2, 7, 36))))
    print(int("ff", 16), int("0xFF", 16), int("0b101", 0), int("-z", 36), int(" 12 "), int("1_000"), int("0o17", 8), int("٣"))
    print(bin(10), oct(-8), hex(3735928559), int(True), int("007"))
    for year in (4, 9, 1994, 2024, 3999):
        roman = to_roman(year)
        print(year, roman, from_roman(roman) == year, end="; ")
    print()
    for text, base in (("12a", 10), ("", 10), ("2", 2), ("0x1", 10), ("1__0", 10), ("3.0", 10), ("9", 8), ("1", 1)):
        try:
            print(int(text, base))
        except ValueError as e:
            print(e)
    try:
        to_base(5, 99)
    except ValueError as e:
        print(repr(e), e.args)


asyncio.run(main())
