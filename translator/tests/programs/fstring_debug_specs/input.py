import asyncio
import math
from datetime import date


class Temp:
    def __init__(self, c):
        self.c = c

    def __format__(self, spec):
        if spec.endswith("F"):
            return format(self.c * 9 / 5 + 32, spec[:-1]) + "°F"
        return f"{self.c:{spec or '.1f'}}°C"

    def __repr__(self):
        return f"Temp({self.c!r})"


async def measure(c):
    await asyncio.sleep(0)
    return Temp(c)


async def main():
    width, ratio, name = 12, 0.0625, "Ada"
    print(f"{width=} {ratio=:.1%} {name=} {name=!s} {name = } {width*2=} {len(name)=}")
    print(f"{ratio=:>{width}.3f}|{name=:>8}|{name!r:>8}|{'a' 'b'=}")
    t = await measure(21.5)
    print(f"{t} {t:.0f} {t:.2F} {t!r} {t=} {[t]}")
    print(format(t, "F"), "{:.1F}/{}".format(t, t), format(3, "04"), format("x", ">3"), format(1.5))
    print(f"{math.pi:.{int(math.sqrt(16))}f} {math.pi=:.2f} {date(2024, 2, 29):%d/%m/%y} {date(2024, 2, 29)=!s}")
    print(f"""{name}
  has {width
  :>4} items""")
    print(f"\t{name!r}\x41\N{BULLET}" rf"\n{width}" "{raw}" f"{'':>3}|{'':*<3}|")
    for value in (0, -1, 255, 2**70):
        print(f"{value:>25,}|{value:<+6}|{value:#x}|{value:e}")
    for bad, spec in (("abc", "d"), (3, "s"), (2.5, "x"), (3, ".2d"), ("s", "=5"), ([], ">4")):
        try:
            print(format(bad, spec))
        except (ValueError, TypeError) as e:
            print(type(e).__name__, "-", e)


asyncio.run(main())
