class A:
    def __init__(self, n, owner):
        self.n = n
        self.owner = owner

class B(A):
    pass

def key(a):
    print("key", a.n)
    return a.n

xs = [A(1, "x"), A(2, "y")]
print(max(xs, key=key).owner)
ys = [A(1, "x"), B(2, "y")]
print(max(ys, key=key).owner)

def make():
    print("make")
    return B(3, "z")

print(make().owner)
make().owner = "u"
make().n += 1

class C:
    total = 5
    def __init__(self):
        print("made")

print(C().total)

class D:
    size = 3
    def grow(self):
        self.size = 9

def d(grown):
    print("d")
    one = D()
    if grown:
        one.grow()
    return one

print(d(True).size, d(False).size)
