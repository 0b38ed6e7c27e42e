"""Names of a class that are assigned together."""
import asyncio
from enum import Enum, IntEnum


class Light(Enum):
    RED, AMBER, GREEN = "red", "amber", "green"


class Level(IntEnum):
    LOW, MID, HIGH = range(3)


class Breaker:
    CLOSED, OPEN, HALF_OPEN = "closed", "open", "half-open"
    failures = limit = 0
    first = last = None
    offset, scale = -1, 2.5

    def __init__(self, limit):
        self.state = self.CLOSED
        self.limit = limit

    def note(self, failed):
        self.failures = self.failures + 1 if failed else 0
        if self.failures > self.limit:
            self.state = self.OPEN
        elif self.state == self.OPEN:
            self.state = self.HALF_OPEN
        return self.state


async def cycle(light, turns):
    order = list(Light)
    for _ in range(turns):
        await asyncio.sleep(0)
        light = order[(order.index(light) + 1) % len(order)]
        print(light.name, light.value)
    return light


async def main():
    breaker = Breaker(1)
    print([breaker.note(failed) for failed in (True, True, False, True, False)])
    print(Breaker.failures, Breaker.limit, Breaker.first, Breaker.last, Breaker.offset * Breaker.scale)
    print(await cycle(Light.GREEN, 4))
    print([level.name for level in Level if level >= Level.MID], Level.HIGH + 1, list(Level))
    print(Light("amber"), Breaker.HALF_OPEN)


asyncio.run(main())
