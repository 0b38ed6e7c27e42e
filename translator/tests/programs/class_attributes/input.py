class Animal:
    sound = "..."
    legs = 4
    def speak(self):
        return self.sound
    def size(self):
        return 1
class Bird(Animal):
    legs = 2
    def size(self):
        return 0.5
class Dog(Animal):
    sound = "woof"
    def __init__(self):
        self.legs = 3
    def size(self):
        return "big"
for a in [Animal(), Bird(), Dog()]:
    print(a.speak(), a.legs, a.size())
Animal.sound = "hm"
print(Bird().speak(), Dog().speak(), Bird.sound, Dog.legs)
class Stack:
    def __init__(self):
        self._items = []
    def push(self, x):
        self._items.append(x)
        return self
    def pop(self):
        if not self._items:
            raise IndexError("empty")
        return self._items.pop()
    def __iter__(self):
        return iter(self._items[::-1])
    def __contains__(self, x):
        return x in self._items
    def __getitem__(self, i):
        return self._items[i]
    def __eq__(self, o):
        return isinstance(o, Stack) and self._items == o._items
    def __len__(self):
        return len(self._items)
s = Stack().push(1).push(2).push(3)
print(list(s), 2 in s, s[-1], len(s), s == Stack(), s == 5, s != "x", bool(Stack()))
a, b, c = s
print(a, b, c, max(s), sum(s), sorted(s), [x * 2 for x in s])
try:
    Stack().pop()
except IndexError as e:
    print(e)
try:
    hash(s)
except TypeError as e:
    print(e)
class Temp:
    def __init__(self, d): self.d = d
    def __lt__(self, o): return self.d < o.d
    def __repr__(self): return f"{self.d}C"
    def __format__(self, spec): return f"{self.d:{spec}}!"
ts = [Temp(3.5), Temp(1.0)]
print(min(ts), max(ts), sorted(ts, reverse=True), f"{ts[0]:.3f}", f"{ts[0]}", format(ts[1], "6.1f"))
try:
    print(ts[0] <= ts[1])
except TypeError as e:
    print(e)
class A:
    def __init__(self):
        self.x = 1
o = A()
