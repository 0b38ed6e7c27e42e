import asyncio
import heapq
from collections import deque

ROADS = {
    "A": {"B": 4, "C": 2},
    "B": {"A": 4, "D": 5, "E": 10},
    "C": {"A": 2, "B": 1, "D": 8},
    "D": {"E": 2, "F": 6},
    "E": {"F": 3},
    "F": {},
    "Z": {"A": 1},
}


def bfs(graph, start):
    seen, order, todo = {start}, [], deque([start])
    while todo:
        node = todo.popleft()
        order.append(node)
        for neighbour in graph[node]:
            if neighbour not in seen:
                seen.add(neighbour)
                todo.append(neighbour)
    return order


async def dijkstra(graph, source):
    best = {node: float("inf") for node in graph}
    best[source] = 0
    came_from = {}
    heap = [(0, source)]
    while heap:
        cost, node = heapq.heappop(heap)
        if cost > best[node]:
            continue
        await asyncio.sleep(0)
        for neighbour, distance in graph[node].items():
            if (new := cost + distance) < best[neighbour]:
                best[neighbour] = new
                came_from[neighbour] = node
                heapq.heappush(heap, (new, neighbour))
    return best, came_from


def path(came_from, target):
    steps = [target]
    while steps[-1] in came_from:
        steps.append(came_from[steps[-1]])
    return "-".join(reversed(steps))


def topological(needs):
    order, state = [], {}

    def visit(node):
        if state.get(node) == "done":
            return
        if state.get(node) == "open":
            raise ValueError(f"cycle at {node}")
        state[node] = "open"
        for need in needs.get(node, ()):
            visit(need)
        state[node] = "done"
        order.append(node)

    for node in needs:
        visit(node)
    return order


async def main():
    print(bfs(ROADS, "A"), bfs(ROADS, "F"))
    best, came_from = await dijkstra(ROADS, "A")
    print(best)
    for target in "BDFZ":
        print(target, path(came_from, target), best[target] if best[target] < float("inf") else "unreachable")
    print(topological({"shoes": ["socks", "pants"], "pants": ["belt"], "hat": []}))
    try:
        topological({"a": ["b"], "b": ["c"], "c": ["a"]})
    except ValueError as e:
        print(e)


asyncio.run(main())
