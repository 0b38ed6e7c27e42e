import asyncio
import math


class Body:
    def __init__(self, name, x, y, z, vx, vy, vz, mass):
        self.name = name
        self.x = x
        self.y = y
        self.z = z
        self.vx = vx
        self.vy = vy
        self.vz = vz
        self.mass = mass


def bodies():
    days = 365.24
    solar = 4 * math.pi * math.pi
    return [
        Body("sun", 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, solar),
        Body("jupiter", 4.841431442464721, -1.1603200440274284, -0.10362204447112311,
             0.001660076642744037 * days, 0.007699011184197404 * days, -0.0000690460016972063 * days,
             0.0009547919384243266 * solar),
        Body("saturn", 8.34336671824458, 4.124798564124305, -0.4035234171143214,
             -0.002767425107268624 * days, 0.004998528012349172 * days, 0.00002304172975737639 * days,
             0.0002858859806661308 * solar),
        Body("uranus", 12.894369562139131, -15.111151401698631, -0.22330757889265573,
             0.002964601375647616 * days, 0.0023784717395948095 * days, -0.000029658956854023756 * days,
             0.00004366244043351563 * solar),
        Body("neptune", 15.379697114850917, -25.919314609987964, 0.17925877295037118,
             0.0026806777249038932 * days, 0.001628241700382423 * days, -0.00009515922545197159 * days,
             0.00005151389020466115 * solar),
    ]


def advance(system, dt):
    for i in range(len(system)):
        one = system[i]
        for j in range(i + 1, len(system)):
            other = system[j]
            dx = one.x - other.x
            dy = one.y - other.y
            dz = one.z - other.z
            square = dx * dx + dy * dy + dz * dz
            magnitude = dt / (square * math.sqrt(square))
            one.vx -= dx * other.mass * magnitude
            one.vy -= dy * other.mass * magnitude
            one.vz -= dz * other.mass * magnitude
            other.vx += dx * one.mass * magnitude
            other.vy += dy * one.mass * magnitude
            other.vz += dz * one.mass * magnitude
    for body in system:
        body.x += dt * body.vx
        body.y += dt * body.vy
        body.z += dt * body.vz


def energy(system):
    total = 0.0
    for i in range(len(system)):
        one = system[i]
        total += 0.5 * one.mass * (one.vx ** 2 + one.vy ** 2 + one.vz ** 2)
        for j in range(i + 1, len(system)):
            other = system[j]
            dx = one.x - other.x
            dy = one.y - other.y
            dz = one.z - other.z
            total -= one.mass * other.mass / math.sqrt(dx * dx + dy * dy + dz * dz)
    return total


def sieve(limit):
    flags = [True] * (limit + 1)
    flags[0] = flags[1] = False
    n = 2
    while n * n <= limit:
        if flags[n]:
            for multiple in range(n * n, limit + 1, n):
                flags[multiple] = False
        n += 1
    return [n for n, prime in enumerate(flags) if prime]


async def primes(limit):
    found = sieve(limit)
    await asyncio.sleep(0)
    return found


async def orbit(steps):
    system = bodies()
    before = energy(system)
    for step in range(steps):
        advance(system, 0.01)
    await asyncio.sleep(0)
    return before, energy(system)


async def main():
    found, (before, after) = await asyncio.gather(primes(2_000_000), orbit(100_000))
    print(len(found), sum(found), found[-1])
    print(f"{before:.9f} {after:.9f}")


asyncio.run(main())
