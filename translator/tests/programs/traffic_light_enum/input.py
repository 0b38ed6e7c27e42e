import asyncio
from enum import Enum, auto, unique


@unique
class Light(Enum):
    RED = auto()
    GREEN = auto()
    YELLOW = auto()

    @property
    def seconds(self):
        return {Light.RED: 3, Light.GREEN: 2}.get(self, 1)

    def next(self):
        members = list(Light)
        return members[(members.index(self) + 1) % len(members)]

    def __str__(self):
        return self.name.lower()


class Planet(Enum):
    EARTH = (5.976e24, 6.37814e6)
    MARS = (6.421e23, 3.3972e6)
    TERRA = EARTH

    def __init__(self, mass, radius):
        self.mass = mass
        self.radius = radius

    @property
    def gravity(self):
        return 6.673e-11 * self.mass / self.radius ** 2


async def cycle(light, steps):
    for _ in range(steps):
        yield light
        await asyncio.sleep(light.seconds / 1000)
        light = light.next()


async def main():
    async for light in cycle(Light.GREEN, 5):
        print(light, light.seconds, end="; ")
    print()
    print(list(Light), Light.RED, repr(Light.RED), Light.RED.value, len(Light))
    print(Light["GREEN"] is Light.GREEN, Light(3), Light.RED == Light.RED, Light.RED == 1, Light.RED != Light.GREEN, Light.RED in Light)
    print({Light.RED: "stop"}[Light(1)], f"{Light.YELLOW} {Light.YELLOW!r} {Light.YELLOW.name:>8}", type(Light.RED).__name__)
    for p in Planet:
        print(p, p.name, round(p.gravity, 2), p.value)
    print(Planet.TERRA, Planet.TERRA is Planet.EARTH, list(Planet.__members__), [p.name for p in Planet])
    for bad in (lambda: Light(9), lambda: Light["BLUE"], lambda: Light.RED < Light.GREEN):
        try:
            bad()
        except (ValueError, KeyError, TypeError) as e:
            print(type(e).__name__, e)
    Color = Enum("Color", "CYAN PINK")
    print(list(Color), Color.PINK.value, Color.CYAN)


asyncio.run(main())
