import asyncio
import math


def solve_quadratic(a, b, c):
    d = b * b - 4 * a * c
    if d < 0:
        return ()
    root = math.sqrt(d)
    return tuple(sorted({(-b - root) / (2 * a), (-b + root) / (2 * a)}))


async def simpson(f, a, b, n=100):
    h = (b - a) / n
    total = f(a) + f(b)
    for i in range(1, n):
        total += f(a + i * h) * (4 if i % 2 else 2)
        if i % 25 == 0:
            await asyncio.sleep(0)
    return total * h / 3


async def main():
    print(math.pi, math.e, math.tau, math.inf, math.nan)
    print(math.sqrt(2), math.floor(2.7), math.ceil(2.1), math.trunc(-2.7), math.floor(-0.5), math.ceil(10 ** 17 / 3))
    print(math.factorial(25), math.comb(50, 25), math.perm(5, 2), math.gcd(0, 0), math.lcm(21, 6), math.isqrt(10 ** 30), math.prod([2, 3, 7]))
    print(math.hypot(3, 4), math.dist((0, 0), (1, 1)), math.degrees(math.pi), round(math.radians(90), 10), math.copysign(3, -0.0), math.fabs(-2))
    print(round(math.sin(math.pi / 6), 10), round(math.cos(1), 12), round(math.atan2(-1, -1), 12), math.exp(0), math.log(1), math.log10(1000), math.log2(8), math.log(8, 2))
    print(math.isnan(math.nan), math.isinf(-math.inf), math.isclose(1, 1 + 1e-10), math.isfinite(1e308), math.modf(3.25), math.frexp(8.0), math.ldexp(0.5, 4))
    print(solve_quadratic(1, -3, 2), solve_quadratic(1, 2, 1), solve_quadratic(1, 0, 1))
    print(round(await simpson(math.sin, 0, math.pi), 6), round(await simpson(lambda x: x * x, 0, 3), 9))
    print(math.fsum([0.1] * 10), sum([0.1] * 10), math.pow(2, 0.5), 2 ** 0.5, math.fmod(-7, 3), -7 % 3, math.remainder(7, 4))
    for name, bad in [("sqrt", lambda: math.sqrt(-1)), ("log", lambda: math.log(0)), ("factorial", lambda: math.factorial(-1)), ("exp", lambda: math.exp(1000)), ("comb", lambda: math.comb(-1, 2)), ("floor", lambda: math.floor(math.inf))]:
        try:
            print(name, bad())
        except (ValueError, OverflowError) as e:
            print(name, "->", type(e).__name__, e)


asyncio.run(main())
