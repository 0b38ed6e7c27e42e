import asyncio
import statistics
import textwrap
from hashlib import md5, sha256
from statistics import StatisticsError, mean, median

READINGS = {
    "north": [12.5, 13.25, 11.0, 15.75, 12.5],
    "south": [21, 19, 24, 21, 20, 23],
    "hill": [-3, 4],
    "broken": [],
}


async def describe(name, values):
    await asyncio.sleep(0)
    lines = [f"{name}: {len(values)} readings"]
    try:
        lines.append(f"  mean {mean(values)} median {median(values)}")
    except StatisticsError as error:
        lines.append(f"  no mean: {error}")
    if len(values) > 1:
        lines.append(f"  stdev {statistics.stdev(values):.4f} pstdev {statistics.pstdev(values):.4f} variance {statistics.variance(values)}")
        lines.append(f"  quartiles {statistics.quantiles(values)} {statistics.quantiles(values, n=3, method='inclusive')}")
    return "\n".join(lines)


async def main():
    for text in await asyncio.gather(*[describe(name, values) for name, values in READINGS.items()]):
        print(text)
    everything = [value for values in READINGS.values() for value in values]
    print(statistics.fmean(everything), statistics.mode(everything), statistics.multimode([1, 2, 2, 3, 3]), statistics.median_high([1, 4, 2, 3]))
    print(mean([0.1] * 3), mean([1, 2, 4]), statistics.pvariance([1, 3]), round(statistics.geometric_mean([1, 2, 4]), 6))
    print(round(statistics.correlation([1, 2, 3, 4], [2, 4, 6, 9]), 6), statistics.mode(["wet", "dry", "wet"]))
    report = "The north station reported unusually mild temperatures, well-known for this time of year; the hill station's thermometer was frozen again."
    print(textwrap.fill(report, width=44, initial_indent="* ", subsequent_indent="  "))
    for line in textwrap.wrap(report, 30, max_lines=3, placeholder=" (more)"):
        print(f"|{line:<30}|")
    print(textwrap.shorten(report, width=40), textwrap.indent("a\n\nb", "> ").splitlines())
    print(textwrap.dedent("""\
        def f():
            return 1
    """))
    digest = sha256()
    for name in READINGS:
        digest.update(name.encode())
    print(digest.hexdigest()[:16], md5(b"north").hexdigest(), digest.digest_size, digest.name, sha256(b"x").digest()[:3])


asyncio.run(main())
