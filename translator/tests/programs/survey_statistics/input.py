import asyncio
import statistics
import textwrap

ANSWERS = {"height": [1.62, 1.75, 1.8, 1.91, 1.68], "age": [31, 25, 44, 25, 38, 61], "score": [7]}


async def summary(name, values):
    await asyncio.sleep(0)
    try:
        spread = f"{statistics.stdev(values):.3f}"
    except statistics.StatisticsError as e:
        spread = f"({e})"
    return f"{name:<7} mean {statistics.mean(values):.3f} median {statistics.median(values)} stdev {spread}"


def percentile(values, p):
    ordered = sorted(values)
    k = (len(ordered) - 1) * p / 100
    low = int(k)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (k - low)


async def main():
    for line in await asyncio.gather(*(summary(*item) for item in ANSWERS.items())):
        print(line)
    ages = ANSWERS["age"]
    print(statistics.mean(ages), statistics.median(ages), statistics.mode(ages), statistics.multimode([1, 1, 2, 2, 3]), statistics.mean([1, 2, 3]), statistics.fmean([1, 2]))
    print(statistics.pstdev([2, 4, 4, 4, 5, 5, 7, 9]), statistics.variance([1, 2, 3, 4]), statistics.median([1, 3]), statistics.median_low([1, 3]), statistics.mode("aabbb"))
    print([percentile(ages, p) for p in (0, 25, 50, 99, 100)], statistics.quantiles([1, 2, 3, 4, 5], n=4))
    try:
        statistics.mean([])
    except statistics.StatisticsError as e:
        print("error:", e)
    text = "Asked were six people of all ages. Their answers vary more than one would expect; the oldest is more than twice the age of the youngest."
    print(textwrap.fill(text, 40))
    print(textwrap.fill(text, width=50, initial_indent="* ", subsequent_indent="  "))
    print(textwrap.wrap("short", 10), textwrap.wrap("", 10), textwrap.wrap("averyveryverylongword x", 8), textwrap.shorten(text, 30), textwrap.shorten("a b", 30))
    code = """
        def f():
            return 1

        f()
    """
    print(textwrap.dedent(code).strip())
    print(textwrap.indent("one\n\ntwo", "> "))
    print("histogram:", *[f"\n{n:>3} {'=' * ages.count(n)}" for n in sorted(set(ages))])


asyncio.run(main())
