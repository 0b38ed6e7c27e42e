import asyncio


class Node:
    def __init__(self, key, value=None):
        self.key = key
        self.value = value
        self.left = None
        self.right = None


class Tree:
    def __init__(self):
        self.root = None
        self.size = 0

    def insert(self, key, value=None):
        if self.root is None:
            self.root = Node(key, value)
            self.size += 1
            return
        node = self.root
        while True:
            if key == node.key:
                node.value = value
                return
            side = "left" if key < node.key else "right"
            child = getattr(node, side)
            if child is None:
                setattr(node, side, Node(key, value))
                self.size += 1
                return
            node = child

    def __iter__(self):
        def walk(node):
            if node:
                yield from walk(node.left)
                yield node.key, node.value
                yield from walk(node.right)
        return walk(self.root)

    def depth(self):
        def go(n):
            return 0 if n is None else 1 + max(go(n.left), go(n.right))
        return go(self.root)


class LinkedList:
    class _Node:
        __slots__ = ("value", "next")

        def __init__(self, value, next=None):
            self.value = value
            self.next = next

    def __init__(self, *values):
        self.head = None
        for v in reversed(values):
            self.head = self._Node(v, self.head)

    def reverse(self):
        prev, cur = None, self.head
        while cur:
            cur.next, prev, cur = prev, cur, cur.next
        self.head = prev
        return self

    def __iter__(self):
        cur = self.head
        while cur is not None:
            yield cur.value
            cur = cur.next

    def __str__(self):
        return " -> ".join(map(str, self))


async def load(tree, pairs, delay):
    for k, v in pairs:
        await asyncio.sleep(delay)
        tree.insert(k, v)


def primes():
    found = []
    n = 2
    while True:
        if all(n % p for p in found if p * p <= n):
            found.append(n)
            yield n
        n += 1


def collatz(n, memo={1: 1}):
    if n not in memo:
        memo[n] = 1 + collatz(n // 2 if n % 2 == 0 else 3 * n + 1)
    return memo[n]


async def main():
    t = Tree()
    await asyncio.gather(load(t, [(5, "e"), (2, "b"), (8, "h")], 0), load(t, [(1, "a"), (9, "i"), (5, "E")], 0))
    print(t.size, t.depth(), list(t))
    print(LinkedList(1, 2, 3), LinkedList(*"xyz").reverse())
    gen = primes()
    print([next(gen) for _ in range(10)])
    print(max(range(1, 30), key=collatz), collatz(27))
    words = ["apple", "Bob", "cat"]
    print(sorted(words), sorted(words, key=str.lower), [w[::-1].title() for w in words])
    a = b = []
    a.append(1)
    print(a is b, b, a == [1])
    x = 10
    def outer():
        x = 20
        def inner():
            nonlocal x
            x += 1
            return x
        return inner
    f = outer()
    print(f(), f(), x)
    print("%s is %d years and %.1f%% sure" % ("bob", 42, 99.5), "{:>8}|{:<8}|{:^8}".format("r", "l", "c"))
    print(0.1 + 0.2, 1e16, 1 / 3, -7 // 2, -7 % 3, 2 ** 100, 7 // -2, divmod(-7, 2), round(2.5), round(-1.5), int("ff", 16))
    try:
        print({}["k"])
    except KeyError as e:
        print("KeyError", e)
    try:
        [1, 2][5]
    except IndexError as e:
        print(e)
    try:
        int("x1")
    except ValueError as e:
        print(e)
    print(bool([]), bool("0"), not 0)
    raise SystemExit(len(words))

asyncio.run(main())
