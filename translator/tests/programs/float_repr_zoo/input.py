import asyncio
import math

SAMPLES = [0.1, 1.0, -0.0, 100.0, 1e15, 1e16, 123456789012345680.0, 1e22, 1e-4, 1e-5, 0.00012345, 5e-324, 1.7976931348623157e308, 2 / 3, 1e100]


async def halve_until_zero(x):
    steps = 0
    while x:
        x /= 2
        steps += 1
        if steps % 200 == 0:
            await asyncio.sleep(0)
    return steps


async def main():
    for x in SAMPLES:
        print(repr(x), str(-x), f"{x:g}", f"{x:.3e}", sep=" | ")
    print(0.1 + 0.2, 0.1 + 0.2 == 0.3, math.isclose(0.1 + 0.2, 0.3), 1.1 * 3, 1 - 0.9)
    inf, nan = float("inf"), float("nan")
    print(inf, -inf, nan, inf - inf, inf * 0, nan == nan, nan != nan, inf > 10 ** 400)
    print([inf, nan, -0.0], {"x": nan}, (1.0,), f"{inf:8.2f}|{nan:>6}|{-inf:+}|{inf:06}")
    print(max(1.0, nan), max(nan, 1.0), min([3, 1.0, 2]), sorted([3.5, -inf, 2, inf]))
    print(float(" 1.5e3 "), float("-.5"), float("1_000.5"), float("-Infinity"), float(10 ** 16))
    print(1e3 == 1000, hash(1.0) == hash(1), 3.0 in [1, 2, 3], {1: "int", 1.0: "float"}, True == 1.0)
    print((0.5).as_integer_ratio(), (2.0).is_integer(), (2.5).is_integer(), (0.1).hex())
    print(await halve_until_zero(1.0), await halve_until_zero(1e308))
    for text in ("abc", "", "1,5", "--1"):
        try:
            float(text)
        except ValueError as exc:
            print(exc)
    try:
        print(1e308 * 10, int(1e300) % 97)
        print(2.0 ** 2000)
    except OverflowError as exc:
        print(type(exc).__name__, exc)
    for bad in (inf, nan):
        try:
            int(bad)
        except (OverflowError, ValueError) as exc:
            print(exc)


asyncio.run(main())
