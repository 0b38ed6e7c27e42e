import asyncio

GLIDER = """
.#.
..#
###
"""


def parse(text):
    return {(r, c) for r, line in enumerate(text.strip().splitlines()) for c, ch in enumerate(line) if ch == "#"}


def neighbours(cell):
    r, c = cell
    return [(r + dr, c + dc) for dr in (-1, 0, 1) for dc in (-1, 0, 1) if dr or dc]


def step(alive):
    counts = {}
    for cell in alive:
        for n in neighbours(cell):
            counts[n] = counts.get(n, 0) + 1
    return {cell for cell, n in counts.items() if n == 3 or n == 2 and cell in alive}


def draw(alive, rows=6, cols=6):
    return "\n".join("".join("#" if (r, c) in alive else "." for c in range(cols)) for r in range(rows))


class Torus:
    def __init__(self, rows, cols, alive):
        self.rows, self.cols = rows, cols
        self.grid = [[(r, c) in alive for c in range(cols)] for r in range(rows)]

    def count(self, r, c):
        return sum(self.grid[(r + i) % self.rows][(c + j) % self.cols] for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0))

    def step(self):
        self.grid = [[self.count(r, c) in ((2, 3) if self.grid[r][c] else (3,)) for c in range(self.cols)] for r in range(self.rows)]

    def __str__(self):
        return "\n".join("".join(".#"[cell] for cell in row) for row in self.grid)


async def generations(alive, n):
    for _ in range(n):
        yield alive
        await asyncio.sleep(0)
        alive = step(alive)


async def main():
    glider = parse(GLIDER)
    number = 0
    async for alive in generations(glider, 5):
        print(f"generation {number}, {len(alive)} alive")
        print(draw(alive))
        number += 1
    moved = {(r - 1, c - 1) for r, c in alive}
    print(moved == glider, sorted(alive))
    torus = Torus(5, 5, glider)
    for _ in range(20):
        torus.step()
    print(torus)
    blinker = {(1, 0), (1, 1), (1, 2)}
    print(step(step(blinker)) == blinker, step(set()), len(step({(0, 0)})))


asyncio.run(main())
