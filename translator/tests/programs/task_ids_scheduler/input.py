import sys
from collections import deque
from functools import wraps

def coroutine(func):
    @wraps(func)
    def start(*args):
        cr = func(*args)
        next(cr)
        return cr
    return start

@coroutine
def printer():
    try:
        while True:
            item = yield
            print("->", item)
    except GeneratorExit:
        print("printer closed")

@coroutine
def filt(pred, target):
    while True:
        item = yield
        if pred(item):
            target.send(item)

@coroutine
def average():
    total = 0.0
    n = 0
    avg = None
    while True:
        x = yield avg
        total += x
        n += 1
        avg = total / n

p = printer()
f = filt(lambda x: x % 2 == 0, p)
for i in range(6):
    f.send(i)
f.close()
p.close()
a = average()
print(a.send(10), a.send(20), a.send(3))

class Task:
    ids = 0
    def __init__(self, gen):
        Task.ids += 1
        self.tid = Task.ids
        self.gen = gen
        self.value = None
    def run(self):
        return self.gen.send(self.value)

class Scheduler:
    def __init__(self):
        self.queue = deque()
        self.tasks = {}
    def new(self, gen):
        t = Task(gen)
        self.tasks[t.tid] = t
        self.queue.append(t)
        return t.tid
    def loop(self):
        while self.queue:
            t = self.queue.popleft()
            try:
                r = t.run()
            except StopIteration as e:
                print("task", t.tid, "finished with", e.value)
                del self.tasks[t.tid]
                continue
            t.value = f"ack {r}"
            self.queue.append(t)

def job(name, n):
    for i in range(n):
        ack = yield f"{name}{i}"
        print(name, "received", ack)
    return n * n

s = Scheduler()
s.new(job("a", 2))
s.new(job("b", 1))
s.loop()
print(s.tasks)

def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b

from itertools import islice, takewhile
print(list(islice(fib(), 10)), list(takewhile(lambda x: x < 30, fib())))
gens = [fib(), (n * n for n in range(4)), iter([7, 8])]
for g in gens[:2]:
    print(next(g), next(g))
