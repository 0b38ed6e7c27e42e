import asyncio
import re

LINES = iter(["# settings", "port = 8080", "", "name=web ; front", "bad line", "debug = yes", "END", "never = read"])


def read_line():
    return next(LINES, None)


async def parse():
    settings = {}
    number = 0
    while (line := read_line()) is not None and line != "END":
        number += 1
        await asyncio.sleep(0)
        if not (line := line.partition(";")[0].strip()) or line.startswith("#"):
            print(number, "skipped")
            continue
        if (pos := line.find("=")) < 0:
            print(number, "no '=' in", repr(line))
        else:
            settings[key := line[:pos].strip()] = (value := line[pos + 1:].strip())
            print(number, key, "->", value)
    return settings


def collatz(n):
    steps = [n]
    while (n := n // 2 if n % 2 == 0 else 3 * n + 1) != 1:
        steps.append(n)
    return steps + [1]


async def main():
    print(await parse())
    print(collatz(6), len(collatz(27)))
    data = [3, 8, 1, 12, 7]
    print([y for x in data if (y := x * x) > 20], y)
    total = 0
    print([total := total + x for x in data], total)
    if any((culprit := x) > 10 for x in data):
        print("first above ten:", culprit)
    if (n := len(data)) > 3 and (half := n // 2):
        print(n, half, (m := max(data)), m - n)
    if m := re.match(r"(\d+)-(\d+)", "10-25 rest"):
        print(m.group(1), m.groups())
    print(f"{(z := 5) + 1} {z}", (lambda: (w := 3) * w)())
    buffer = "abcdefgh"
    while chunk := buffer[:3]:
        buffer = buffer[3:]
        print(chunk, end="|")
    print()


asyncio.run(main())
