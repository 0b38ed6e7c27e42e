import asyncio
from dataclasses import dataclass


@dataclass
class Planet:
    name: str
    mass: float
    moons: int
    ringed: bool = False


PLANETS = [
    Planet("Mercury", 3.3011e23, 0),
    Planet("Earth", 5.97237e24, 1),
    Planet("Saturn", 5.6834e26, 146, True),
    Planet("Pluto*", 1.303e22, 5),
]


def row(p, widths):
    name_w, mass_w = widths
    return f"{p.name:·<{name_w}}{p.mass:>{mass_w}.{2}e}{p.moons:^7d}{str(p.ringed):>6}"


async def main():
    width = max(len(p.name) for p in PLANETS) + 2
    for p in PLANETS:
        await asyncio.sleep(0)
        print(row(p, (width, 10)))
    n, x = 1234567, 3.14159265
    print(f"{n:,} {n:_} {n:>12,} {n:012,} {-n:,} {n:x} {n:#X} {n:o} {n:b}")
    print(f"{n:+} {n: } {-n: } {n:<10}| {n:^+11}| {n:=+12} {42:*^9} {42:05} {-42:05} {-42:=6} {7:c>3}")
    print(f"{x:.2f} {x:8.3f}| {x:<8.1f}| {x:^9.2f}| {x:+.0f} {x:08.2f} {x:.0%} {0.1234:.1%} {x:e} {x:.3g} {x:G} {1e10:g} {1e-7:g}")
    print(f"{1234567.891:,.2f} {1234567.891:_.1f} {0.00001234:.2} {100000.0:.3} {5.0:} {5.0:g} {5.0:#g} {1e16:,}")
    print(f"{'left':<8}|{'right':>8}|{'mid':^8}|{'cut me':.3}|{'pad':*^7}|{'x':8}|{'long text':4}")
    print(f"{True} {True:d} {True:5} {None} {[1, 'a', None]} {('t',)} {{}} {{{n}}}")
    print(f"{'q' + 'uote'!r} {'ünï'!a} {'s'!s:>4} {3.0!r:>6}")
    for digits in range(4):
        print(f"{2 / 3:.{digits}f}", f"{2 / 3:{digits + 6}.{digits}%}", end=" ; ")
    print()
    sep, fill = ",", "0"
    print(f"{n:{sep}} {n:{fill}>{width + 2}} {n:{'>' + str(15)}}", f"{65:c}{0x1F600:c}", f"{12:>{3}}" f"{13:>4}")
    print(f"sum={sum(p.moons for p in PLANETS)} {PLANETS[1].name.upper()[:2]!r} {'yes' if PLANETS[2].ringed else 'no'}")
    print(f"{(lambda v: v * 2)(21)} {max([p.mass for p in PLANETS]):.1e} {[f'{i:02}' for i in range(3)]}")
    print(PLANETS[0], f"{PLANETS[3]!s}")


asyncio.run(main())
