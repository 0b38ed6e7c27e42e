import asyncio

TEMPLATE = "Dear {title} {name!s:>{width}},\nyour balance of {amount:,.2f} {cur} is {days:+d} days overdue.\n"
CUSTOMERS = [
    {"title": "Mr", "name": "Ito", "amount": 1234.5, "days": 3},
    {"title": "Dr", "name": "Okonkwo", "amount": 1e6, "days": 30},
]


class Point:
    unit = "px"

    def __init__(self, x, y):
        self.x, self.y = x, y


async def letter(customer, **extra):
    await asyncio.sleep(0)
    return TEMPLATE.format(width=8, **customer, **extra)


async def main():
    for text in await asyncio.gather(*[letter(c, cur="EUR") for c in CUSTOMERS]):
        print(text)
    print("{} {} {}".format(1, "two", 3.0), "{2}{1}{0}".format("a", "b", "c"), "{0}{0}{1}".format("x", 7))
    print("{a}-{b}".format(b=2, a=1), "{{literal}} {}".format("braces"), "{!r} {!s}".format("q", "q"))
    p = Point(3, -4)
    print("{0.x:>4}|{0.y:<4}|{p.unit}".format(p, p=p), "{0[1]} {d[key]}".format([10, 20], d={"key": "v"}))
    print("{:<6}|{:>6}|{:^6}|{:-^7}".format("l", "r", "c", "m"), "{:{}}|{:{}.{}f}".format("w", 4, 3.14159, 8, 3))
    print("{:08b} {:o} {:#x} {:e} {:%} {:g}".format(37, 64, 4095, 12345.678, 0.256, 0.00001))
    print("{:,} {:_} {:+} {: }".format(9876543210, 9876543210, 5, 5), "{:>5}{:>5}".format(True, None is None))
    fmt = "{:>3}".format
    print("".join(fmt(n * n) for n in range(1, 11)))
    header = "{name:<10}{qty:>4}".format_map
    for record in ({"name": "bolt", "qty": 12}, {"name": "nut", "qty": 8}):
        print(header(record))
    for template, args in (("{} {}", (1,)), ("{x}", ()), ("{0[5]}", ([1],)), ("{:d}", ("s",))):
        try:
            print(template.format(*args))
        except (IndexError, KeyError, ValueError) as e:
            print(f"{type(e).__name__}: {e}")


asyncio.run(main())
