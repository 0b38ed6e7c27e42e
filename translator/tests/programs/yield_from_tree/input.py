import operator

OPS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


class Node:
    def __init__(self, value, left=None, right=None):
        self.value = value
        self.left = left
        self.right = right

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right

    def postorder(self):
        for child in (self.left, self.right):
            if child is not None:
                yield from child.postorder()
        yield self.value


def flatten(items):
    for x in items:
        if isinstance(x, (list, tuple)):
            yield from flatten(x)
        else:
            yield x


def collector(name):
    seen = []
    while True:
        x = yield
        if x is None:
            return name, seen
        seen.append(x)


def grouper(results):
    while True:
        name, seen = yield from collector(f"group{len(results) + 1}")
        results[name] = seen


tree = Node("*", Node("+", Node(3), Node(4)), Node("-", Node(10), Node(8)))
print(*tree)
stack = []
for token in tree.postorder():
    if token in OPS:
        b, a = stack.pop(), stack.pop()
        stack.append(OPS[token](a, b))
    else:
        stack.append(token)
print("=", stack)
print(list(flatten([1, [2, (3, [4, []]), "five"], ((6,),)])))

results = {}
g = grouper(results)
next(g)
for x in [1, 2, None, "a", None, None, 3.5, None]:
    g.send(x)
g.close()
print(results)
