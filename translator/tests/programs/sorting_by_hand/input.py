import asyncio
import random


def bubble(items):
    items = items[:]
    for end in range(len(items) - 1, 0, -1):
        swapped = False
        for i in range(end):
            if items[i] > items[i + 1]:
                items[i], items[i + 1] = items[i + 1], items[i]
                swapped = True
        if not swapped:
            break
    return items


def insertion(items):
    items = list(items)
    for i in range(1, len(items)):
        current, j = items[i], i - 1
        while j >= 0 and items[j] > current:
            items[j + 1] = items[j]
            j -= 1
        items[j + 1] = current
    return items


def quick(items):
    if len(items) <= 1:
        return items
    pivot, *rest = items
    return quick([x for x in rest if x < pivot]) + [pivot] + quick([x for x in rest if x >= pivot])


def merge_sort(items):
    if len(items) < 2:
        return items
    mid = len(items) // 2
    left, right = merge_sort(items[:mid]), merge_sort(items[mid:])
    merged = []
    while left and right:
        merged.append(left.pop(0) if left[0] <= right[0] else right.pop(0))
    return merged + left + right


def heap_sort(items):
    heap = list(items)

    def sift(root, size):
        while (child := 2 * root + 1) < size:
            if child + 1 < size and heap[child] < heap[child + 1]:
                child += 1
            if heap[root] >= heap[child]:
                return
            heap[root], heap[child] = heap[child], heap[root]
            root = child

    for i in reversed(range(len(heap) // 2)):
        sift(i, len(heap))
    for end in range(len(heap) - 1, 0, -1):
        heap[0], heap[end] = heap[end], heap[0]
        sift(0, end)
    return heap


def counting(items):
    counts = {}
    for x in items:
        counts[x] = counts.get(x, 0) + 1
    return [x for x in range(min(counts, default=0), max(counts, default=-1) + 1) for _ in range(counts.get(x, 0))]


async def run(sort, data):
    await asyncio.sleep(0)
    return sort.__name__, sort(data) == sorted(data)


async def main():
    rng = random.Random(11)
    numbers = [rng.randint(-50, 50) for _ in range(40)]
    print(numbers[:10])
    sorts = [bubble, insertion, quick, merge_sort, heap_sort, counting]
    for data in (numbers, [], [1], [2, 1], [3, 3, 3], list(range(9, -1, -1))):
        print(len(data), await asyncio.gather(*(run(s, data) for s in sorts)))
    print(quick([3, 1, 2]), merge_sort(list("sorting")), insertion([2.5, -1, 2]), bubble(["b", "a"]), heap_sort([(2, "x"), (1, "z"), (1, "a")]))


asyncio.run(main())
