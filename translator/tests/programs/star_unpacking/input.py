import asyncio


def stats(*numbers):
    return min(numbers), max(numbers), sum(numbers) / len(numbers)


async def command(line):
    name, *args = line.split()
    await asyncio.sleep(0)
    return name, args


async def main():
    first, *rest = [1, 2, 3]
    *init, last = "xyz"
    head, *middle, tail = range(6)
    print(first, rest, init, last, head, middle, tail)
    a, *b = (1,)
    print(a, b)
    (x, y), [z, *w] = (1, 2), [3]
    print(x, y, z, w)
    lo, hi, mean = stats(4, 8, 15)
    print(lo, hi, mean)
    x, y = y, x
    print(x, y)
    i = j = 5
    i += 1
    print(i, j)
    for name, (lat, lon), *tags in [("a", (1, 2), "p", "q"), ("b", (3, 4))]:
        print(name, lat + lon, tags)
    for line in ("move 3 4", "quit", "say  hello   world"):
        name, args = await command(line)
        print(name, args, len(args))
    results = await asyncio.gather(command("x 1"), command("y"))
    (n1, _), (n2, _) = results
    print(n1, n2, results)
    print(*[1, 2, 3], *"ab", sep="-")
    print(*sorted({"k": 1, "j": 2}), *{}, end=".\n")
    pairs = [(1, "a"), (2, "b")]
    nums, chars = zip(*pairs)
    print(nums, chars)
    a, b, c = "abc"
    [d, e] = {"d": 1, "e": 2}
    print(a, b, c, d, e)
    fib = (0, 1)
    for _ in range(10):
        p, q = fib
        fib = q, p + q
    print(fib)
    for bad in ([1], [1, 2, 3], [], "ab c"):
        try:
            u, v = bad
        except ValueError as err:
            print(err)
    try:
        u, *v, t = [1]
    except ValueError as err:
        print(err)
    lst = [10, 20, 30]
    idx, lst[0], (lst[1], *extra) = 1, 11, (22, 33)
    print(idx, lst, extra)


asyncio.run(main())
