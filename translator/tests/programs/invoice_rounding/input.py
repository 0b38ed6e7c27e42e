import asyncio

VAT = 0.19
LINES = [("Paper A4", 12, 4.995), ("Toner", 1, 89.9), ("Pens", 250, 0.115), ("Refund", -1, 10.25)]


def money(x):
    return f"{x:,.2f}"


async def price(item):
    name, qty, unit = item
    await asyncio.sleep(0)
    return name, qty, unit, round(qty * unit, 2)


async def main():
    rows = await asyncio.gather(*map(price, LINES))
    net = 0.0
    print(f"{'item':<12}|{'qty':>5}|{'unit':>9}|{'sum':>10}")
    print("-" * 12 + "+" + "-" * 5 + "+" + "-" * 9 + "+" + "-" * 10)
    for name, qty, unit, total in rows:
        net += total
        print(f"{name:<12}|{qty:>5}|{unit:>9.3f}|{money(total):>10}")
    tax = round(net * VAT, 2)
    print("net", money(net), "tax", money(tax), "gross", money(net + tax))
    # banker's rounding and what floats do to it
    print([round(x) for x in (0.5, 1.5, 2.5, 3.5, -0.5, -1.5)])
    print(round(2.675, 2), round(1.005, 2), round(0.125, 2), round(0.375, 2), f"{0.125:.2f} {0.375:.2f} {2.5:.0f} {3.5:.0f}")
    print(round(1234.5678, -2), round(1234, -2), round(1250, -2), round(1350, -2), round(-15, -1), round(5, -1))
    print(round(7.0), type(round(7.0)).__name__, type(round(7.0, 0)).__name__, round(7, 2), round(-0.4))
    print(money(0), money(-0.001), money(999999.995), money(1e9), money(1234567))
    shares = [round(100 / 3, 2)] * 3
    shares[-1] = round(100 - sum(shares[:-1]), 2)
    print(shares, sum(shares), sum([0.1] * 10), sum(x / 10 for x in range(4)))
    print(abs(-3.25), abs(-7), min(-2.0, -2), 5 // 0.3, 5 % 0.3, float(3), int("42") * 1.0)


asyncio.run(main())
