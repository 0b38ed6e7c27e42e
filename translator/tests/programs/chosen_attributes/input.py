"""Attributes whose name is chosen: a tree by sides, a shell by words, counters in a loop."""
import asyncio


class Node:
    def __init__(self, key):
        self.key = key
        self.left = None
        self.right = None


class Tree:
    def __init__(self):
        self.root = None

    def insert(self, key):
        if self.root is None:
            self.root = Node(key)
            return 0
        node, depth = self.root, 1
        while key != node.key:
            side = "left" if key < node.key else "right"
            child = getattr(node, side)
            if child is None:
                setattr(node, side, Node(key))
                return depth
            node, depth = child, depth + 1
        return -1

    def walk(self, node):
        if node is not None:
            yield from self.walk(node.left)
            yield node.key
            yield from self.walk(node.right)


class Shell:
    def __init__(self):
        self.total = 0
        self.log = []

    def do_add(self, number):
        self.total += number
        return f"total {self.total}"

    def do_double(self, number):
        self.total *= 2
        return f"doubled to {self.total}, not {number}"

    async def run_slow(self, number):
        await asyncio.sleep(0.001)
        return number + 1

    def unknown(self, number):
        return f"unknown, {number} is left alone"

    def handle(self, line):
        word, _, rest = line.partition(" ")
        command = getattr(self, f"do_{word}", self.unknown)
        self.log.append(word)
        return command(int(rest or 0))

    def find(self, word):
        command = getattr(self, "do_" + word, None)
        if command is None:
            return f"nothing does {word}"
        return command(1)


class Counters:
    def __init__(self):
        self.hits = self.misses = 0
        self.label = "counters"

    def note(self, is_hit):
        name = "hits" if is_hit else "misses"
        setattr(self, name, getattr(self, name) + 1)

    def report(self):
        parts = []
        for name in ("hits", "misses"):
            parts.append(f"{name}={getattr(self, name)}")
        return ", ".join(parts)


async def main():
    tree = Tree()
    print([tree.insert(key) for key in (5, 2, 8, 1, 9, 5, 3)])
    print(list(tree.walk(tree.root)))
    shell = Shell()
    for line in ("add 4", "double 3", "jump 9", "add"):
        print(shell.handle(line))
    print(shell.find("double"), "|", shell.find("fly"), "|", shell.log)
    print(await shell.run_slow(1))
    counters = Counters()
    for number in range(7):
        counters.note(number % 3 == 0)
    print(counters.report())


asyncio.run(main())
