import asyncio


class Box:
    def __init__(self):
        self.items = {"a": {1}, "b": {2}}
        self.count = 0
        self.pair = (1, 2)
        self.first = self.second = 5


async def main():
    xs = list(range(10))
    xs[2:5] = [20, 30]
    print(xs)
    xs[::2] = [0] * len(xs[::2])
    print(xs)
    del xs[1:3]
    print(xs)
    xs[len(xs):] = [7, 8]
    xs[:0] = (9,)
    print(xs, 9 in xs)
    try:
        xs[::2] = [1]
    except ValueError as e:
        print(e)
    del xs[::2]
    print(xs)
    t = (1, "a", 2.5, None)
    print(t[1:3], t[:2], t[-2:], t[::-1], t[::2])
    print("a" in t, 2.5 in t, 7 in t, None in t)
    for one in t:
        print(one, end=" ")
    print()
    box = Box()
    box.items["a"] |= {5, 6}
    box.count += 3
    box.pair += (3,)
    print(sorted(box.items["a"]), box.count, box.first + box.second)
    grid = [[0] * 3 for _ in range(2)]
    grid[1][2] += 5
    grid[0][0] -= 1
    print(grid)
    a, *b = 1, 2, 3
    (c, d), *e = [(1, 2), (3, 4)]
    *f, g = "xyz"
    print(a, b, c, d, e, f, g)
    h = i = [1]
    h.append(2)
    print(i)
    del h
    print(i * 2, (1, 2) * 2, (1,) + (2, 3))
    p = 5
    del p
    p = 6
    print(p)
    words = tuple("abc")
    print(words[1:], words + words, words * 2, "b" in words)
    await asyncio.sleep(0)


asyncio.run(main())
