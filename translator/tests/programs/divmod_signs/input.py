import asyncio
import math

PAIRS = [(7, 3), (-7, 3), (7, -3), (-7, -3), (6, 3), (-6, 3), (0, 5), (1, -100)]


def trunc_div(a, b):
    q = abs(a) // abs(b)
    return q if (a < 0) == (b < 0) else -q


async def clock(minutes):
    await asyncio.sleep(0)
    hours, rest = divmod(minutes, 60)
    return f"{hours % 24:02d}:{rest:02d}"


async def main():
    for a, b in PAIRS:
        q, r = divmod(a, b)
        assert q * b + r == a
        print(f"{a:>3} // {b:>4} = {q:>3}   {a:>3} % {b:>4} = {r:>3}   trunc {trunc_div(a, b):>2}  fmod {math.fmod(a, b)}")
    print(divmod(-7.5, 2), divmod(7.5, -2), -7.5 // 2, 7.5 % -2, -0.0 % 3)
    print(2 ** 10, (-2) ** 3, -2 ** 2, 2 ** -1, (-2) ** -2, 0 ** 0, 2.0 ** 0.5)
    print(pow(3, 200, 13), pow(-3, 5, 7), pow(3, -1, 11))
    for t in (0, 75, 1440 + 61, -1, -61):
        print(await clock(t), end=" ")
    print()
    for bad in ("1 // 0", "1 % 0", "1 / 0", "1.0 // 0", "0 ** -1", "divmod"):
        try:
            if bad == "1 // 0":
                1 // 0
            elif bad == "1 % 0":
                1 % 0
            elif bad == "1 / 0":
                1 / 0
            elif bad == "1.0 // 0":
                1.0 // 0
            elif bad == "0 ** -1":
                0 ** -1
            else:
                divmod(1, 0)
        except ZeroDivisionError as e:
            print(bad, "->", e)
    print(int(-3.7), int(3.7), round(-3.5), round(-2.5), math.floor(-3.5), math.ceil(-3.5), -7 // 2 * 2)
    print(7 / 2, 6 / 2, -7 / 2, 1 / 3, 10 ** 20 / 10 ** 18)


asyncio.run(main())
