import asyncio
import heapq
import itertools

ARRIVALS = [("cut", 5), ("stroke", 1), ("cold", 9), ("burn", 3), ("fracture", 3)]


class EmergencyRoom:
    def __init__(self):
        self.heap = []
        self.order = itertools.count()

    async def arrive(self, what, urgency):
        await asyncio.sleep(0)
        heapq.heappush(self.heap, (urgency, next(self.order), what))

    def treat(self):
        urgency, _, what = heapq.heappop(self.heap)
        return f"{what}({urgency})"


def merge_sorted(*lists):
    return list(heapq.merge(*lists))


async def main():
    room = EmergencyRoom()
    for what, urgency in ARRIVALS:
        await room.arrive(what, urgency)
    print("next:", room.heap[0], "waiting:", len(room.heap))
    while room.heap:
        print(room.treat(), end=" ")
    print()
    try:
        room.treat()
    except IndexError as e:
        print("nobody:", e)
    data = [9, 4, 7, 1, 8, 2]
    heapq.heapify(data)
    print(data, data[0])
    print(heapq.heappushpop(data, 0), heapq.heapreplace(data, 5), data)
    print([heapq.heappop(data) for _ in range(len(data))])
    scores = {"ann": 31, "bob": 12, "cy": 45, "dee": 31}
    print(heapq.nlargest(2, scores.items(), key=lambda kv: kv[1]), heapq.nsmallest(1, scores, key=scores.get), heapq.nlargest(9, [1, 3, 2]))
    print(merge_sorted([1, 4, 9], [2, 3], [], [0, 10]))
    # k-th largest of a stream
    top = []
    for n in [5, 1, 9, 3, 14, 7]:
        heapq.heappush(top, n)
        if len(top) > 3:
            heapq.heappop(top)
        print(top[0], end=" ")
    print(sorted(top))
    maxheap = []
    for n in (3, 10, 6):
        heapq.heappush(maxheap, -n)
    print(-heapq.heappop(maxheap), [-n for n in maxheap])


asyncio.run(main())
