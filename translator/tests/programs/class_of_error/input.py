class A(Exception):
    pass
class B(A):
    def __init__(self, x):
        super().__init__(f"B{x}")
        self.x = x
def wrap(fn):
    try:
        return fn()
    except Exception as e:
        if type(e) is ValueError:
            print("plain value error")
        if type(e) == KeyError:
            print("key")
        raise type(e)(f"wrapped {e}") from e
def bad():
    int("x")
    return 0
def key():
    {}["z"]
    return 0
for f in (bad, key):
    try:
        wrap(f)
    except Exception as e:
        print(type(e).__name__, e, type(e), repr(e.__cause__))
class M:
    def __enter__(self):
        return self
    def __exit__(self, t, v, tb):
        if t is None:
            print("clean")
        elif t is ValueError:
            print("ve", v)
            return True
        elif t is not KeyError:
            print("other", t.__name__, t == A)
            return True
        else:
            print("key")
with M():
    raise ValueError("q")
with M():
    raise A("a")
with M():
    pass
try:
    with M():
        raise KeyError("k")
except KeyError as e:
    print("out", e)
