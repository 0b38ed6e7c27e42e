"""Readings kept in order of time, with windows and grades."""
import asyncio
import bisect
import heapq
import itertools
from collections import Counter, OrderedDict, defaultdict, deque

GRADES = "FDCBA"


def grade(score, breakpoints=(60, 70, 80, 90)):
    return GRADES[bisect.bisect(list(breakpoints), score)]


async def sensor(name, values, queue):
    for time, value in values:
        await queue.put((time, name, value))
        await asyncio.sleep(0)


async def main():
    queue = asyncio.Queue()
    await asyncio.gather(
        sensor("a", [(3, 1.5), (1, 2.0)], queue),
        sensor("b", [(2, 0.5), (9, 4.0), (4, 1.0)], queue),
    )
    readings = []
    while not queue.empty():
        bisect.insort(readings, queue.get_nowait(), key=lambda r: r[0])
    print(readings)
    low = bisect.bisect_left(readings, 2, key=lambda r: r[0])
    high = bisect.bisect_right(readings, 4, key=lambda r: r[0])
    print([value for _, _, value in readings[low:high]])
    print([grade(s) for s in (33, 99, 77, 70, 89, 90, 100)])

    window = deque(maxlen=3)
    means = []
    for _, _, value in readings:
        window.append(value)
        means.append(round(sum(window) / len(window), 3))
    print(means, list(window))
    window.rotate(1)
    window[0] = 9.0
    del window[-1]
    print(window, window + deque([1.0]), window == deque([9.0, 1.0], maxlen=5))

    by_name = defaultdict(list, {"c": [0.0]})
    for _, name, value in readings:
        by_name[name].append(value)
    by_name |= {"d": []}
    print(dict(by_name), by_name)
    totals = Counter({name: len(values) for name, values in by_name.items()})
    totals["z"] -= 1
    print(totals, +totals, totals.most_common(1), totals["nothing"])
    order = OrderedDict(sorted(by_name.items()))
    order.move_to_end("a")
    print(list(order), order.popitem(last=False))
    print(list(heapq.merge([1, 4, 6], [2, 3, 9])), heapq.nsmallest(2, readings, key=lambda r: r[2]))
    for key, group in itertools.groupby(sorted(by_name), key=lambda n: len(by_name[n])):
        print(key, list(group), end="; ")
    print()
    print(list(zip("abc", itertools.count(1), strict=False)), list(itertools.accumulate([1, 2, 3])), list(enumerate("xy", start=1)))
    print(list(itertools.zip_longest([1, 2], "a", fillvalue=None)), list(itertools.pairwise([1, 2, 3])))


asyncio.run(main())
