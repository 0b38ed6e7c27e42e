import asyncio
from collections import deque


def josephus(n, k):
    circle = deque(range(1, n + 1))
    out = []
    while circle:
        circle.rotate(-(k - 1))
        out.append(circle.popleft())
    return out


async def moving_average(values, size):
    window = deque(maxlen=size)
    for v in values:
        window.append(v)
        await asyncio.sleep(0)
        yield sum(window) / len(window)


async def main():
    line = deque(["ann", "bob"])
    line.append("cy")
    line.appendleft("vip")
    print(line, len(line), line[0], line[-1])
    print(line.pop(), line.popleft(), line)
    line.extend("xy")
    line.extendleft("12")
    print(line, list(line), "x" in line, line.count("x"), line.index("x"))
    line.rotate(2)
    print(line)
    line.rotate(-3)
    print(line)
    line.remove("bob")
    line.reverse()
    print(list(line), list(reversed(line)))
    print(josephus(7, 3), josephus(1, 5))
    print([round(a, 2) async for a in moving_average([4, 8, 15, 16, 23, 42], 3)])
    last = deque(maxlen=2)
    for n in range(5):
        last.append(n)
    print(last, last.maxlen, deque([1, 2, 3], 2), deque([]) == deque(), bool(deque()))
    last.appendleft(9)
    print(last, last[0], deque("ab") + deque("c"), deque([1]) * 3)
    line[1] = "changed"
    line.insert(1, "new")
    del line[0]
    print(line, line.copy() == line)
    try:
        deque().popleft()
    except IndexError as e:
        print(e)
    try:
        line.remove("ghost")
    except ValueError as e:
        print(e)
    line.clear()
    print(line)
    history = deque(maxlen=3)
    for page in ("home", "shop", "cart", "pay"):
        history.append(page)
    while history:
        print(history.pop(), end=" < ")
    print("start")


asyncio.run(main())
