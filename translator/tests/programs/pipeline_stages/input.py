# read -> parse -> enrich -> report, connected by bounded queues
import asyncio

LINES = """\
2024-01-03;paper;12;0.5
2024-01-03;ink;2;19.99
2024-01-04;paper;oops;0.5
2024-01-05;stapler;1;7.25
2024-01-05;paper;100;0.45
""".splitlines()

DONE = None


async def read(out):
    for number, line in enumerate(LINES, 1):
        await out.put((number, line))
    await out.put(DONE)


async def parse(inp, out, errors):
    while (item := await inp.get()) is not DONE:
        number, line = item
        day, article, count, price = line.split(";")
        try:
            await out.put({"day": day, "article": article, "count": int(count), "price": float(price)})
        except ValueError as e:
            errors.append(f"line {number}: {e}")
    await out.put(DONE)


async def enrich(inp, out):
    while True:
        row = await inp.get()
        if row is DONE:
            break
        await asyncio.sleep(0.005)
        row["sum"] = row["count"] * row["price"]
        row["bulk"] = row["count"] >= 50
        await out.put(row)
    await out.put(DONE)


async def report(inp):
    totals = {}
    while True:
        row = await inp.get()
        if row is DONE:
            return totals
        mark = "*" if row["bulk"] else " "
        print(f"{row['day']} {row['article']:<8}{mark}{row['count']:>4} x {row['price']:6.2f} = {row['sum']:8.2f}")
        totals[row["article"]] = totals.get(row["article"], 0) + row["sum"]


async def main():
    q1, q2, q3 = (asyncio.Queue(maxsize=2) for _ in range(3))
    errors = []
    *_, totals = await asyncio.gather(read(q1), parse(q1, q2, errors), enrich(q2, q3), report(q3))
    for name in sorted(totals):
        print(f"{name:.<12}{totals[name]:.>10.2f}")
    print(f"{'total':=<12}{sum(totals.values()):=>10.2f}")
    print(errors)


asyncio.run(main())
