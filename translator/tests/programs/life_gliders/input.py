import asyncio

GLIDER = {(0, 1), (1, 2), (2, 0), (2, 1), (2, 2)}


def neighbours(cell):
    r, c = cell
    return {(r + dr, c + dc) for dr in (-1, 0, 1) for dc in (-1, 0, 1)} - {cell}


class Life:
    def __init__(self, alive, size):
        self.alive = set(alive)
        self.size = size
        self.generation = 0

    async def row(self, r):
        await asyncio.sleep(0)
        new = set()
        for c in range(self.size):
            n = len(neighbours((r, c)) & self.alive)
            if n == 3 or (n == 2 and (r, c) in self.alive):
                new.add((r, c))
        return new

    async def step(self):
        rows = await asyncio.gather(*[self.row(r) for r in range(self.size)])
        self.alive = set().union(*rows)
        self.generation += 1

    def __str__(self):
        rows = []
        for r in range(self.size):
            rows.append("".join("#" if (r, c) in self.alive else "." for c in range(self.size)))
        return "\n".join(rows)


async def main():
    world = Life(GLIDER, 6)
    while world.generation < 9:
        if world.generation % 4 == 0:
            print(f"generation {world.generation}, {len(world.alive)} alive")
            print(world)
        await world.step()
    print(sorted(world.alive))


asyncio.run(main())
