import asyncio
from collections import namedtuple

Point = namedtuple("Point", ["x", "y"])
DIRS = {"N": (0, 1), "S": (0, -1), "E": (1, 0), "W": (-1, 0)}


class Grid:
    def __init__(self, rows):
        self.rows = rows
        self.h, self.w = len(rows), len(rows[0])

    def __getitem__(self, p):
        return self.rows[p.y][p.x]

    def __contains__(self, p):
        return 0 <= p.x < self.w and 0 <= p.y < self.h

    def neighbours(self, p):
        for dx, dy in DIRS.values():
            q = Point(p.x + dx, p.y + dy)
            if q in self and self[q] != "#":
                yield q


async def bfs(grid, start, goal, name, results):
    frontier, came = [start], {start: None}
    while frontier:
        nxt = []
        for p in frontier:
            if p == goal:
                path = []
                while p is not None:
                    path.append(p)
                    p = came[p]
                results[name] = path[::-1]
                return len(path) - 1
            for q in grid.neighbours(p):
                if q not in came:
                    came[q] = p
                    nxt.append(q)
        frontier = nxt
        await asyncio.sleep(0)
    return None


async def main():
    grid = Grid(["..#..", ".#...", ".....", "#.##.", "....."])
    results = {}
    jobs = {
        "a": bfs(grid, Point(0, 0), Point(4, 0), "a", results),
        "b": bfs(grid, Point(0, 4), Point(4, 4), "b", results),
        "c": bfs(grid, Point(0, 0), Point(2, 0), "c", results),
    }
    lengths = dict(zip(jobs, await asyncio.gather(*jobs.values())))
    print(lengths)
    for name, path in sorted(results.items()):
        print(name, " ".join(f"{x},{y}" for x, y in path))
    best = min((n for n in lengths.values() if n is not None), default=-1)
    print(f"{best=} {Point(1, 2)} {Point(1, 2)._replace(x=5)} {max(results, key=lambda k: len(results[k]))!r}")
    matrix = [[(r + 1) * (c + 1) for c in range(4)] for r in range(3)]
    print("\n".join(" ".join(f"{v:3d}" for v in row) for row in matrix))
    print([sum(col) for col in zip(*matrix)], [*map(list, zip(*matrix))][0])

asyncio.run(main())
