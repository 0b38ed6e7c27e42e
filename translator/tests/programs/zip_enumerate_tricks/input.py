import asyncio

names = ["north", "east", "south", "west"]
temps = [3, 11, 8]


def is_cold(t):
    return t < 10


async def main():
    for i, name in enumerate(names):
        print(i, name, end="; ")
    print()
    for number, (name, temp) in enumerate(zip(names, temps), start=1):
        print(f"{number}) {name} {temp:+}")
    print(dict(zip(names, temps)), list(zip()), list(zip("ab")), list(zip("ab", "", "cd")))
    print(list(enumerate("ab", -1)), list(reversed(range(0, 10, 3))), list(reversed("abc")), [*reversed(list(enumerate("xy")))])
    print(list(map(abs, [-1, 2, -3])), list(map(lambda a, b: a * b, [1, 2, 3], [4, 5])), list(map(str.upper, names[:2])))
    print(list(filter(is_cold, temps)), list(filter(None, [0, 1, "", "a", None, [], [0]])), list(filter(str.isdigit, "a1b2")))
    print(any(map(is_cold, temps)), all(map(is_cold, temps)), any(()), all(()))
    print(sum(temps), sum(temps, 100), sum([], 0), sum([[1], [2, 3]], []), sum(t / 2 for t in temps))
    print(min(temps), max(temps, default=0), max([], default=-1), min(names, key=len), max(names, key=lambda n: n[-1]))
    letters = iter("abcdefg")
    print(list(zip(letters, letters, letters)), next(letters, "used up"))
    steps = [b - a for a, b in zip(temps, temps[1:])]
    print(steps, [a == b for a, b in zip("abc", "abd")].index(False), sum(a != b for a, b in zip("karolin", "kathrin")))
    try:
        list(zip([1, 2], [1], strict=True))
    except ValueError as e:
        print(e)
    try:
        max([])
    except ValueError as e:
        print(e)
    z = zip(names, temps)
    print(next(z), next(z), len(list(z)), list(z))
    gathered = await asyncio.gather(*(asyncio.sleep(0.001 * t, n) for n, t in zip(names, temps)))
    print(gathered, " ".join(f"{n}:{t}" for n, t in zip(gathered, temps)))
    board = ["x.o", ".x.", "o.x"]
    columns = ["".join(col) for col in zip(*board)]
    diagonal = "".join(row[i] for i, row in enumerate(board))
    print(columns, diagonal, "xxx" in columns + [diagonal])


asyncio.run(main())
