import asyncio
from collections import defaultdict
from typing import Dict, List, Set


class Graph:
    def __init__(self):
        self.edges: Dict[str, Set[str]] = defaultdict(set)
        self.weights = {}

    def connect(self, a, b, weight=1):
        self.edges[a].add(b)
        self.edges[b].add(a)
        self.weights[a, b] = self.weights[b, a] = weight
        return self

    def topo(self, deps: Dict[str, List[str]]) -> List[str]:
        seen, order = set(), []

        def visit(node, path=()):
            if node in path:
                raise ValueError(" -> ".join(path + (node,)))
            if node in seen:
                return
            for d in deps.get(node, []):
                visit(d, path + (node,))
            seen.add(node)
            order.append(node)

        for node in deps:
            visit(node)
        return order

    def dijkstra(self, start):
        dist = {start: 0}
        todo = [(0, start)]
        while todo:
            todo.sort()
            d, node = todo.pop(0)
            if d > dist.get(node, float("inf")):
                continue
            for nb in sorted(self.edges[node]):
                nd = d + self.weights[node, nb]
                if nd < dist.get(nb, float("inf")):
                    dist[nb] = nd
                    todo.append((nd, nb))
        return dist


class TaskRunner:
    def __init__(self, deps):
        self.deps = deps
        self.done = {name: asyncio.Event() for name in deps}
        self.order = []

    async def run_one(self, name):
        await asyncio.gather(*(self.done[d].wait() for d in self.deps[name]))
        await asyncio.sleep(0.01 * len(name))
        self.order.append(name)
        self.done[name].set()

    async def run(self):
        async with asyncio.TaskGroup() as tg:
            for name in self.deps:
                tg.create_task(self.run_one(name))
        return self.order


def knapsack(items, cap):
    best = [0] * (cap + 1)
    for w, v in items:
        for c in range(cap, w - 1, -1):
            best[c] = max(best[c], best[c - w] + v)
    return best[cap]


def lcs(a, b):
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a, 1):
        for j, y in enumerate(b, 1):
            table[i][j] = table[i - 1][j - 1] + 1 if x == y else max(table[i - 1][j], table[i][j - 1])
    out, i, j = [], len(a), len(b)
    while i and j:
        if a[i - 1] == b[j - 1]:
            out.append(a[i - 1])
            i, j = i - 1, j - 1
        elif table[i - 1][j] >= table[i][j - 1]:
            i -= 1
        else:
            j -= 1
    return "".join(reversed(out))


def permutations(xs):
    if len(xs) <= 1:
        yield xs
        return
    for i in range(len(xs)):
        for rest in permutations(xs[:i] + xs[i + 1:]):
            yield [xs[i]] + rest


async def main():
    deps = {"app": ["db", "cache"], "db": ["disk"], "cache": ["net"], "disk": [], "net": []}
    g = Graph().connect("a", "b", 4).connect("a", "c").connect("c", "b", 2).connect("b", "d", 5)
    print(g.topo(deps), g.dijkstra("a"))
    try:
        g.topo({"x": ["y"], "y": ["x"]})
    except ValueError as e:
        print("cycle:", e)
    print(await TaskRunner(deps).run())
    print(knapsack([(1, 1), (3, 4), (4, 5), (5, 7)], 7), lcs("AGGTAB", "GXTXAYB"))
    print(list(permutations([1, 2, 3]))[::2], sum(1 for _ in permutations(list("abcd"))))
    sieve = [True] * 50
    sieve[0:2] = [False, False]
    for i in range(2, 8):
        if sieve[i]:
            sieve[i * i::i] = [False] * len(sieve[i * i::i])
    print([i for i, p in enumerate(sieve) if p])
    s = "abracadabra"
    print({c: s.count(c) for c in sorted(set(s))}, s.find("cad"), s.replace("a", "A", 2), s[::-1], s[-3:], s.partition("c"))
    x = 5
    x **= 3; x //= 7; x %= 6; x <<= 4; x |= 3; x ^= 1
    print(x, x & 6, ~x, bin(x), hex(255), oct(8), f"{x:#x} {x:05d} {1e6:,.1f} {0.000012:g} {12345.678:e}")
    a, *b, c = range(6)
    print(a, b, c, [*b, *"xy"], {**{"k": 1}, "j": 2})
    for i in range(3):
        for j in range(3):
            if j == 2:
                continue
            if i == 2:
                break
            print(i, j, end=" ")
        else:
            print("|", end=" ")
    else:
        print("done")
    n = 0
    while True:
        n += 1
        if n > 3:
            break
    print(n, "yes" if n else "no", 1 < n <= 4 != 5)

asyncio.run(main())
