import asyncio, types, sys

# trampolines and schedulers
from collections import deque

@types.coroutine
def suspend(tag):
    got = yield tag
    return got

class Sleep:
    def __init__(self, n):
        self.n = n
    def __await__(self):
        for i in range(self.n):
            x = yield ("sleep", i)
            print("resumed with", x)
        return self.n * 10

async def worker(name, n):
    print(name, "start")
    r = await Sleep(n)
    print(name, "slept", r)
    try:
        await Sleep(1)
    except ValueError as e:
        print(name, "got", e)
        return f"{name}-failed"
    return f"{name}-done"

def run(coros):
    ready = deque((c, None) for c in coros)
    out = []
    while ready:
        c, v = ready.popleft()
        try:
            cmd, arg = c.send(v)
            print("cmd", cmd, arg)
            ready.append((c, arg))
        except StopIteration as stop:
            out.append(stop.value)
    return out

print(run([worker("a", 2), worker("b", 1)]))

w = worker("c", 1)
print(w.send(None))
print(w.send(5))
try:
    w.throw(ValueError("boo"))
except StopIteration as e:
    print("value", e.value, e.args)
try:
    w.send(None)
except RuntimeError as e:
    print(type(e).__name__, e)

it = Sleep(1).__await__()
print(next(it))
try:
    next(it)
except StopIteration as e:
    print("end", e.value)
w2 = worker("d", 3)
w2.send(None)
w2.close()
w3 = worker("e", 1)
try:
    w3.send(1)
except TypeError as e:
    print(e)
w3.close()
