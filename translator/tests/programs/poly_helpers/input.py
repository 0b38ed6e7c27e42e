"""Small helpers that are used with whatever comes along."""

import asyncio


def first(items, default=None):
    for item in items:
        return item
    return default


def last(items):
    return items[-1]


def chunked(items, size):
    return [items[i:i + size] for i in range(0, len(items), size)]


def unique(items):
    seen = []
    for item in items:
        if item not in seen:
            seen.append(item)
    return seen


def group_by(items, key):
    groups = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups


def best(items, score):
    winner = items[0]
    for item in items[1:]:
        if score(item) > score(winner):
            winner = item
    return winner


def swap(pair):
    a, b = pair
    return b, a


def repeat(value, times):
    result = []
    for _ in range(times):
        result.append(value)
    return result


def double(x):
    return x + x


def bubble_sort(values):
    data = list(values)
    for i in range(len(data)):
        for j in range(len(data) - 1 - i):
            if data[j] > data[j + 1]:
                data[j], data[j + 1] = data[j + 1], data[j]
    return data


async def later(value, delay=0.001):
    await asyncio.sleep(delay)
    return value


async def main():
    print(first([3, 4]) == 3, first(["x"], "none").upper(), first([], "nobody"))
    print(last([1, 2]) + 1, last("abc") + "!", last((1.5, 2.5)) * 2)
    print(chunked([1, 2, 3, 4, 5], 2), chunked("abcdef", 4))
    print(unique([3, 1, 3, 2]), unique(["b", "a", "b"]), sum(unique([1, 1, 2])))
    print(group_by([1, 2, 3, 4], lambda n: n % 2), group_by(["apple", "avocado", "pear"], lambda w: w[0]))
    print(best(["kiwi", "banana", "fig"], len), best([3, -9, 4], abs), best([(1, 2), (5, 0)], lambda p: p[0] * p[1]))
    print(swap((1, "one")), swap((2.5, [1])), swap(swap((True, 0))))
    print(repeat("ab", 2), repeat(0, 3), repeat([1], 2))
    print(double(4) - 1, double("ho").title(), double([1, 2]), double(1.5))
    print(bubble_sort([3, 1, 2]), bubble_sort(["pear", "fig"]), bubble_sort((2.5, 1.5)))
    a, b = await asyncio.gather(later(20), later("late", 0.002))
    print(a + 1, b.replace("l", "L"), await later([1, 2]), await later(None))
    task = asyncio.create_task(later({"k": 1}))
    print((await task)["k"] + 1)


asyncio.run(main())
