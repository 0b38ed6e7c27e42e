"""Class methods that are passed on: to map, to sorted, as parsers by name."""
import asyncio
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Version:
    major: int
    minor: int = 0

    @classmethod
    def parse(cls, text):
        return cls(*map(int, text.split(".")))

    @classmethod
    def next_of(cls, version):
        return cls(version.major, version.minor + 1)


class Shape:
    def __init__(self, name, area):
        self.name = name
        self.area = area

    @classmethod
    def unit(cls, name):
        return cls(name, 1)

    @staticmethod
    def describe(shape):
        return f"{type(shape).__name__} {shape.name} of {shape.area}"


class Tile(Shape):
    made = 0

    @classmethod
    def square(cls, side):
        cls.made += 1
        return cls("square", side * side)


PARSERS = {"version": Version.parse, "newest": lambda text: max(map(Version.parse, text.split()))}


async def parsed(kind, text):
    await asyncio.sleep(0)
    return PARSERS[kind](text)


async def main():
    versions = list(map(Version.parse, ["1.2", "3", "1.10"]))
    print(sorted(versions), [*map(Version.next_of, versions)])
    step = Version.next_of
    print(step(versions[0]), step(step(versions[1])))
    print(await asyncio.gather(parsed("version", "4.5"), parsed("newest", "1.9 1.10 1.2")))
    tiles = [make(3) for make in (Tile.square, Tile.square)] + [Tile.unit("dot")]
    print(*map(Shape.describe, tiles), Tile.made, sep="; ")
    print([Shape.describe(make("x")) for make in (Shape.unit, Tile.unit)])


asyncio.run(main())
