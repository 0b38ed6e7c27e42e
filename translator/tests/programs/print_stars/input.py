import asyncio
import itertools


class Box:
    def __init__(self, *items):
        self.items = items

    def __iter__(self):
        return iter(self.items)


async def main():
    print(*itertools.chain([1], (2, 3)), sep="-")
    print("a", *[], *range(3), "b", *{4: 5}, *"xy", end="!\n")
    print(*(n / 2 for n in (1, 2)), *Box(7, 8))
    print(*[None, None], *[[]], *map(str, (1, 2)))
    print(*sorted({3, 1, 2}, reverse=True), *zip("ab", (1, 2)))

asyncio.run(main())
