import asyncio

COUNTER = 0
LIMITS = {"low": 1, "high": 10}


class Box:
    total = 100

    def __init__(self):
        self.items = [1, 2]
        self.n = 5
        self.grid = [[0] * 2 for _ in range(2)]


def bump(by=1):
    global COUNTER
    COUNTER += by
    return COUNTER


async def main():
    a = 7
    a += 3
    a -= 1
    a *= 4
    a //= 5
    a **= 2
    a %= 30
    print(a, end=" ")
    a <<= 3
    a >>= 1
    a |= 1
    a &= 0b1110101
    a ^= 0xFF
    print(a, end=" ")
    a /= 4
    print(a)
    s = "ab"
    s += "c"
    s *= 2
    t = (1,)
    t += (2, 3)
    t *= 2
    lst = [1]
    lst += (2, 3)
    lst += "xy"
    lst *= 2
    st = {1, 2}
    st |= {3}
    st &= {2, 3, 4}
    st -= {2}
    st ^= {9}
    d = {"a": 1}
    d |= [("b", 2)]
    d["a"] += 10
    d["b"] **= 5
    print(s, t, lst, sorted(st), d)
    box = Box()
    box.n -= 2
    box.items += [3]
    box.items[0] *= 10
    box.items[-1] -= 1
    box.grid[1][0] += 5
    box.total += 1
    print(box.n, box.items, box.grid, box.total, Box.total)
    LIMITS["high"] -= LIMITS["low"]
    bump()
    bump(by=5)
    print(COUNTER, LIMITS)
    f = 1.5
    f += 1
    f *= 2
    f //= 2
    f -= 0.25
    b = True
    b += True
    print(f, b, type(b).__name__)
    pos = 0
    data = [0, 0, 0]
    for step in (1, 1, 2):
        data[pos % 3] += step
        pos += step
        await asyncio.sleep(0)
    print(data, pos)


asyncio.run(main())
