import asyncio

STATS = {"host": "db-1", "load": 0.7345, "procs": 214, "up": True}
ROWS = [("alpha", 3, 12.5), ("beta-long-name", 41, 0.333333), ("γ", -7, 1e6)]


async def report(rows):
    lines = []
    for row in rows:
        await asyncio.sleep(0)
        lines.append("%-10s|%5d|%10.3f" % row)
    return lines


async def main():
    print("%s is at %d%% (%.2f)" % (STATS["host"], STATS["load"] * 100, STATS["load"]))
    print("%(host)s %(procs)05d %(load)e up=%(up)s" % STATS)
    for line in await report(ROWS):
        print(line)
    print("%x %X %#x %o %#o %c %c %%" % (255, 255, 255, 8, 8, 65, "z"))
    print("[%5s] [%-5s] [%.2s] [%5.1s] [%r] [%a]" % ("ab", "ab", "abcdef", "xyz", "q'q", "é"))
    print("[%+d] [% d] [%05d] [%-5d] [%5.3d] [%i]" % (5, 5, -5, 5, 5, 5.99))
    print("[%g] [%g] [%g] [%G] [%.3g] [%10.2e] [%f]" % (1e5, 1e6, 1e-5, 1e-10, 1234.5, 12345.678, 1 / 3))
    print("[%*d] [%-*d] [%.*f]" % (6, 42, 6, 42, 2, 2.71828))
    print("%s %s %s" % (None, [1, 2], {"a": 1}), "%s" % 3.0, "%d" % True, "%s" % (("tuple",),))
    print("one: %s" % "value", "%d items" % len(ROWS), "%.1f%%" % 99.95, "%5.1f" % -0.04)
    for fmt, args in (("%d", "x"), ("%s %s", ("one",)), ("%s", ("a", "b")), ("%(no)s", {"yes": 1})):
        try:
            print(fmt % args)
        except TypeError as e:
            print("TypeError:", e)
        except KeyError as e:
            print("KeyError:", e)
    total = 0
    for _, count, value in ROWS:
        total += count * value
    print("total: %14.2f" % total)


if __name__ == "__main__":
    asyncio.run(main())
