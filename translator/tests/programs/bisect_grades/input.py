import asyncio
import bisect

BREAKPOINTS = [60, 70, 80, 90]
GRADES = "FDCBA"


def grade(score):
    return GRADES[bisect.bisect(BREAKPOINTS, score)]


def find(sorted_list, x):
    i = bisect.bisect_left(sorted_list, x)
    if i != len(sorted_list) and sorted_list[i] == x:
        return i
    return -1


def my_bisect_left(a, x):
    lo, hi = 0, len(a)
    while lo < hi:
        mid = (lo + hi) // 2
        if a[mid] < x:
            lo = mid + 1
        else:
            hi = mid
    return lo


async def insert_all(items):
    out = []
    for item in items:
        bisect.insort(out, item)
        await asyncio.sleep(0)
    return out


async def main():
    print([grade(s) for s in (33, 99, 77, 70, 89, 90, 100, 59.9, 0)])
    a = [1, 3, 3, 3, 7]
    print(bisect.bisect_left(a, 3), bisect.bisect_right(a, 3), bisect.bisect(a, 0), bisect.bisect(a, 8), bisect.bisect_left([], 1))
    print(find(a, 3), find(a, 7), find(a, 4), find([], 1))
    print(await insert_all([5, 2, 8, 2, 9, 1]), await insert_all(["pear", "fig", "apple"]))
    print(bisect.bisect_right(a, 3) - bisect.bisect_left(a, 3), "threes")
    print([my_bisect_left(a, x) == bisect.bisect_left(a, x) for x in range(10)])
    print(bisect.bisect_left(a, 3, lo=2), bisect.bisect_right(a, 3, 0, 2))
    people = [("ann", 20), ("bob", 31), ("cy", 45)]
    print(bisect.bisect([age for _, age in people], 31), bisect.bisect_left(people, 31, key=lambda p: p[1]))
    bisect.insort(people, ("dee", 25), key=lambda p: p[1])
    print(people)


asyncio.run(main())
