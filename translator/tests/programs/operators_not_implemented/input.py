class V:
    def __init__(self, x):
        self.x = x
    def __add__(self, other):
        if isinstance(other, V):
            return V(self.x + other.x)
        if isinstance(other, int):
            return V(self.x + other)
        return NotImplemented
    def __sub__(self, other):
        if not isinstance(other, V):
            return NotImplemented
        return V(self.x - other.x)
    def __lt__(self, other):
        if not isinstance(other, V):
            return NotImplemented
        return self.x < other.x
    def __eq__(self, other):
        if isinstance(other, V):
            return self.x == other.x
        return self.x == other
    def __repr__(self):
        return f"V({self.x})"
print(V(1) + V(2), V(1) + 5, V(1) == 1, V(1) == V(2), V(3) - V(1), 2 == V(2), V(1) != 1)
try:
    V(1) - 3
except TypeError as e:
    print(e)
try:
    V(1) < 3
except TypeError as e:
    print(e)
try:
    v = V(1)
    v -= 3
except TypeError as e:
    print(e)
class N:
    pass
try:
    N() + 1
except TypeError as e:
    print(e)
try:
    N() < N()
except TypeError as e:
    print(e)
class Tree:
    class Node:
        def __init__(self, v):
            self.v = v
            self.left = self.right = None
    def __init__(self):
        self.root = None
    def add(self, v):
        self.root = Tree.Node(v)
        return self.root.v
print(Tree().add(4))
