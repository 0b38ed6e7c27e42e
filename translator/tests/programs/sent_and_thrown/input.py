def inner():
    got = []
    while True:
        x = yield len(got)
        if x is None:
            break
        got.append(x)
    return got

def outer(results):
    while True:
        r = yield from inner()
        results.append(r)

res = []
o = outer(res)
next(o)
for v in (1, 2, None, 3, None):
    print(o.send(v))
o.close()
print(res)

def numbers():
    try:
        yield 1
        yield 2.5
        yield "three"
    except GeneratorExit:
        print("closing")
        raise
    finally:
        print("finally")

g = numbers()
print(next(g), next(g))
g.close()
print(next(g, "exhausted"))

def countdown(n):
    while n > 0:
        jump = yield n
        n = n - 1 if jump is None else n - jump
    return "liftoff"

c = countdown(10)
print(next(c), c.send(3), next(c))
try:
    c.send(100)
except StopIteration as s:
    print(s.value)
try:
    next(c)
except StopIteration as s:
    print(s.value)

def chain(*its):
    for it in its:
        yield from it

print(list(chain([1, 2], "ab", range(2), (x * x for x in (3, 4)))))

class Tree:
    def __init__(self, v, left=None, right=None):
        self.v, self.left, self.right = v, left, right
    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.v
        if self.right:
            yield from self.right
    def walk(self, depth=0):
        yield depth, self.v
        for ch in (self.left, self.right):
            if ch is not None:
                yield from ch.walk(depth + 1)

t = Tree(4, Tree(2, Tree(1), Tree(3)), Tree(6))
print(list(t), sum(t), list(t.walk()))

def gen_with_throw():
    n = 0
    while True:
        try:
            n = (yield n) or n + 1
        except ValueError as e:
            n = -1
            print("caught", e)
        except KeyError:
            return "key"

g = gen_with_throw()
print(next(g), next(g), g.send(10), g.throw(ValueError("v")), g.throw(ValueError, "two"), next(g))
try:
    g.throw(KeyError)
except StopIteration as e:
    print(e.value)
def f():
    yield 1
    raise StopIteration("x")
try:
    list(f())
except RuntimeError as e:
    print(e, repr(e.__cause__))
