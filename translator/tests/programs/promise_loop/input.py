import asyncio

class Promise:
    """A minimal future driven by a hand-written loop."""
    def __init__(self):
        self.done = False
        self.value = None
        self.callbacks = []
    def set(self, value):
        self.done = True
        self.value = value
        for cb in self.callbacks:
            cb(self)
    def __await__(self):
        if not self.done:
            yield self
        return self.value

class Loop:
    def __init__(self):
        self.ready = []
    def spawn(self, coro):
        self.step(coro)
    def step(self, coro, fut=None):
        try:
            p = coro.send(None)
        except StopIteration as e:
            print("finished with", e.value)
            return
        p.callbacks.append(lambda f: self.step(coro, f))

async def consumer(p, name):
    print(name, "waits")
    v = await p
    print(name, "got", v)
    return v * 2

loop = Loop()
p = Promise()
loop.spawn(consumer(p, "a"))
loop.spawn(consumer(p, "b"))
p.set(21)
