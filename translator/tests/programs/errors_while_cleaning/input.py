class Res:
    def __enter__(self):
        return self
    def __exit__(self, *exc):
        raise RuntimeError("exit failed")
try:
    with Res():
        raise ValueError("body")
except RuntimeError as e:
    print(e, repr(e.__context__))
try:
    with Res():
        pass
except RuntimeError as e:
    print(e, repr(e.__context__))
def f():
    try:
        raise KeyError("k")
    finally:
        int("x")
try:
    f()
except ValueError as e:
    print(repr(e.__context__))
class Emitter:
    def __init__(self):
        self.handlers = []
        self.log = []
    def on(self, n):
        self.handlers.append(lambda v: self.record(n, v))
        self.handlers.append(lambda v: self.log.append(v * n))
    def record(self, n, v):
        self.log.append(n + v)
    def fire(self, v):
        for h in self.handlers:
            h(v)
e = Emitter()
e.on(2)
e.on(3)
e.fire(10)
print(e.log)
def g():
    for i in range(3):
        try:
            if i == 1:
                raise ValueError(i)
            yield i
        except ValueError as e:
            yield f"err {e}"
        finally:
            yield "fin"
print(list(g()))
def h():
    while True:
        try:
            return "ret"
        finally:
            break
    return "after"
print(h())
