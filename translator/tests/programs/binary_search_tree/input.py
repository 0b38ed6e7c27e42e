import asyncio


class Tree:
    def __init__(self, compare=None):
        self.root = None
        self.size = 0
        self.compare = compare or (lambda a, b: (a > b) - (a < b))

    class Node:
        def __init__(self, value):
            self.value = value
            self.left = self.right = None

    def insert(self, value):
        if self.root is None:
            self.root = Tree.Node(value)
            self.size += 1
            return True
        node = self.root
        while True:
            order = self.compare(value, node.value)
            if order == 0:
                return False
            side = "left" if order < 0 else "right"
            child = getattr(node, side)
            if child is None:
                setattr(node, side, Tree.Node(value))
                self.size += 1
                return True
            node = child

    def __contains__(self, value):
        node = self.root
        while node:
            order = self.compare(value, node.value)
            if order == 0:
                return True
            node = node.left if order < 0 else node.right
        return False

    def __iter__(self):
        def walk(node):
            if node:
                yield from walk(node.left)
                yield node.value
                yield from walk(node.right)

        return walk(self.root)

    def height(self):
        def h(node):
            return 0 if node is None else 1 + max(h(node.left), h(node.right))

        return h(self.root)

    def levels(self):
        level = [self.root] if self.root else []
        while level:
            yield [n.value for n in level]
            level = [c for n in level for c in (n.left, n.right) if c]


async def fill(tree, values):
    added = 0
    for v in values:
        await asyncio.sleep(0)
        added += tree.insert(v)
    return added


async def main():
    tree = Tree()
    print(await asyncio.gather(fill(tree, [8, 3, 10, 1]), fill(tree, [6, 14, 3, 4, 7])))
    print(list(tree), tree.size, tree.height(), 6 in tree, 5 in tree)
    for depth, level in enumerate(tree.levels()):
        print(depth, level)
    words = Tree(compare=lambda a, b: len(a) - len(b))
    print([words.insert(w) for w in ("kiwi", "fig", "pear", "banana", "")], list(words), "xxx" in words)
    line = Tree()
    await fill(line, range(50))
    print(line.height(), sum(line), max(line), list(Tree()), list(Tree().levels()), Tree().height())


asyncio.run(main())
