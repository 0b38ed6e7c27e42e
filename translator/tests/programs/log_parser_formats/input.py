import asyncio
import string
import sys

from datetime import datetime, timedelta, date
import re
import os.path


class LogParser:
    PATTERN = re.compile(r"^(?P<ts>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) \[(?P<level>[A-Z]+)\] (?P<msg>.*)$")

    def __init__(self, lines):
        self.lines = lines
        self.errors = []

    async def parse(self):
        for i, line in enumerate(self.lines, start=1):
            if not (m := self.PATTERN.match(line)):
                self.errors.append((i, line))
                continue
            d = m.groupdict()
            yield datetime.strptime(d["ts"], "%Y-%m-%d %H:%M:%S"), d["level"], d["msg"]
            await asyncio.sleep(0)


LINES = """2024-02-28 23:59:58 [INFO] started pid=12
2024-02-29 00:00:03 [WARN] disk at 91%
garbage
2024-02-29 00:10:00 [ERROR] failed: code 7
2024-03-01 12:00:00 [INFO] done""".splitlines()


def caesar(text, shift):
    low, up = string.ascii_lowercase, string.ascii_uppercase
    table = str.maketrans(low + up, low[shift:] + low[:shift] + up[shift:] + up[:shift])
    return text.translate(table)


class Temperature:
    def __init__(self, celsius):
        self.celsius = celsius

    @property
    def fahrenheit(self):
        return self.celsius * 9 / 5 + 32

    @fahrenheit.setter
    def fahrenheit(self, f):
        self.celsius = (f - 32) * 5 / 9

    def __format__(self, spec):
        if spec.endswith("F"):
            return f"{self.fahrenheit:{spec[:-1] or '.1f'}}°F"
        return f"{self.celsius:{spec or '.1f'}}°C"


async def main():
    parser = LogParser(LINES)
    last = None
    counts = {}
    async for ts, level, msg in parser.parse():
        gap = ts - last if last else timedelta()
        last = ts
        counts[level] = counts.get(level, 0) + 1
        nums = [int(n) for n in re.findall(r"\d+", msg)]
        print(f"{ts:%d.%m. %H:%M} {level:<5} {msg!r:<20} +{gap.total_seconds():.0f}s {nums}")
    print(counts, parser.errors)
    print(date(2024, 2, 28) + timedelta(days=2), (date(2024, 12, 25) - date(2024, 2, 29)).days, date(2024, 2, 29).strftime("%A"))
    print(caesar("Hello, World!", 3), caesar(caesar("abcxyz", 5), 21))
    t = Temperature(100)
    t.fahrenheit = 98.6
    print(f"{t} {t:F} {t:.2f} {t:.0fF}")
    print(re.sub(r"(\w+) (\w+)", r"\2 \1", "hello world"), re.split(r"[,;]\s*", "a, b;c,d"))
    print(os.path.join("a", "b", "..", "c.txt"), os.path.splitext("x.tar.gz"), os.path.basename("/a/b/c"))
    rows = [("id", "name", "score"), (1, "ann", 9.5), (22, "bob", 10)]
    widths = [max(len(str(r[i])) for r in rows) for i in range(3)]
    for r in rows:
        print(" | ".join(str(c).ljust(w) if isinstance(c, str) else str(c).rjust(w) for c, w in zip(r, widths)))
    nested = {"a": {"b": {"c": [1, {"d": 2}]}}, "e": None}

    def flatten(d, prefix=""):
        if isinstance(d, dict):
            for k, v in d.items():
                yield from flatten(v, f"{prefix}.{k}" if prefix else k)
        elif isinstance(d, list):
            for i, v in enumerate(d):
                yield from flatten(v, f"{prefix}[{i}]")
        else:
            yield prefix, d
    print(dict(flatten(nested)))
    print(" ".join(f"{b:08b}" for b in "hé".encode()), bytes([104, 105]).decode(), "ß".upper(), "ǅ".lower())
    print(list(zip("abc", range(1, 10), [True, False, None])), sum([[1], [2, 3]], []), "a,b,,c".split(","), " x y ".split())
    sys.stdout.write("end\n")

asyncio.run(main())
