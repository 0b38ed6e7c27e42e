class V:
    def __init__(self, x, y):
        self.x = x
        self.y = y
    def __repr__(self):
        return f"V({self.x}, {self.y})"
    def __add__(self, other):
        if not isinstance(other, V):
            return NotImplemented
        return V(self.x + other.x, self.y + other.y)
    def __mul__(self, k):
        return V(self.x * k, self.y * k)
    __rmul__ = __mul__
    def __neg__(self):
        return V(-self.x, -self.y)
    def __eq__(self, other):
        if not isinstance(other, V):
            return NotImplemented
        return self.x == other.x and self.y == other.y
    def __hash__(self):
        return hash((self.x, self.y))
    def __bool__(self):
        return self.x != 0 or self.y != 0
    def __lt__(self, other):
        return self.x < other.x
a, b = V(1, 2), V(3, 4)
print(a + b, a * 3, 2 * a, -a, a == V(1, 2), a != b, bool(V(0, 0)), {a: 1}[V(1, 2)], len({a, b, V(3, 4)}))
print(sorted([b, a]), a < b, a > b)
c = a
c += b
print(c, a)
class Money:
    def __init__(self, n): self.n = n
    def __eq__(self, other): return self.n == other.n
    def __iadd__(self, k):
        self.n += k
        return self
m = Money(1)
m += 5
print(m.n, m == Money(6))
class Deck:
    def __init__(self, cards): self.cards = list(cards)
    def __len__(self): return len(self.cards)
    def __getitem__(self, i): return self.cards[i]
    def __setitem__(self, i, v): self.cards[i] = v
    def __delitem__(self, i): del self.cards[i]
    def __contains__(self, c): return c in self.cards
    def __iter__(self):
        yield from self.cards
    def __call__(self, k): return k + len(self)
    def __enter__(self):
        print("enter"); return self
    def __exit__(self, t, v, tb):
        print("exit", t is None); return False
d = Deck([1, 2, 3])
d[0] = 10
del d[1]
print(len(d), d[0], 10 in d, 99 in d, list(d), d(4), [x for x in d])
with d as e:
    print(len(e))
class Animal:
    def __len__(self): return 1
    def __eq__(self, o): return True
class Dog(Animal):
    def __len__(self): return 2
print([len(x) for x in [Animal(), Dog()]], Animal() == Dog())
class Count:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n == 0: raise StopIteration
        self.n -= 1
        return self.n
print(list(Count(3)), sum(Count(4)))
