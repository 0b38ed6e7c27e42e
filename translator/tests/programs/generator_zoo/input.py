from collections import deque

def ping(n):
    for i in range(n):
        print("ping", i)
        yield
    return "ping done"

def pong(n):
    for i in range(n):
        print("pong", i)
        yield

class RoundRobin:
    def __init__(self, *tasks):
        self.tasks = deque(tasks)
        self.finished = []
    def run(self):
        while self.tasks:
            t = self.tasks.popleft()
            try:
                next(t)
                self.tasks.append(t)
            except StopIteration as s:
                self.finished.append(s.value)

rr = RoundRobin(ping(2), pong(3))
rr.run()
print(rr.finished)


def primes():
    found = []
    n = 2
    while True:
        if all(n % p for p in found):
            found.append(n)
            reset = yield n
            if reset:
                found.clear()
                n = 1
        n += 1
g = primes()
print([next(g) for _ in range(5)], g.send(True), next(g))

def accumulate():
    total = 0
    while True:
        try:
            x = yield total
        except GeneratorExit:
            print("total at exit", total)
            return
        except ZeroDivisionError:
            total = 0
            continue
        if x is not None:
            total += x
acc = accumulate()
next(acc)
for v in (1, 2, 3):
    acc.send(v)
print(acc.throw(ZeroDivisionError))
acc.send(5)
acc.close()
acc.close()

def permutations(items):
    if len(items) <= 1:
        yield items
    else:
        for i in range(len(items)):
            for rest in permutations(items[:i] + items[i + 1:]):
                yield [items[i]] + rest
print(list(permutations([1, 2, 3])))

def hanoi(n, a="A", b="B", c="C"):
    if n:
        yield from hanoi(n - 1, a, c, b)
        yield f"{a}->{c}"
        yield from hanoi(n - 1, b, a, c)
print(" ".join(hanoi(3)))

def reader():
    yield from ["x", "y"]
    return 7
def wrapper():
    v = yield from reader()
    print("reader returned", v)
    w = yield from range(2)
    print("range returned", w)
print(list(wrapper()))
it = iter([1, 2, 3])
print(next(it), list(it), next(it, None))
print(sum(x for x in range(5) if x % 2), max((len(w) for w in ["a", "bbb"]), default=0))
lines = (line.strip() for line in [" a ", "b ", ""])
nonempty = (l for l in lines if l)
print(next(nonempty), list(nonempty))
class Countdown:
    def __init__(self, n):
        self.n = n
    def __iter__(self):
        return self
    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        return self.n + 1
c = Countdown(3)
print(next(c), next(c, "x"), list(c), next(c, "end"))
try:
    next(c)
except StopIteration as e:
    print("stop", e.value, repr(e))
