import asyncio
import traceback
from contextlib import suppress

class ValidationError(Exception):
    def __init__(self, field, message="invalid"):
        self.field = field
        self.message = message
        super().__init__(f"{field}: {message}")

    def __repr__(self):
        return f"<ValidationError {self.field}>"

class MultiError(Exception):
    def __init__(self, errors):
        super().__init__(len(errors))
        self.errors = list(errors)
    def __len__(self):
        return len(self.errors)
    def __iter__(self):
        return iter(self.errors)

def validate(d):
    errs = []
    for k in ("name", "age"):
        if k not in d:
            errs.append(ValidationError(k, "missing"))
        elif not d[k]:
            errs.append(ValidationError(k))
    if errs:
        raise MultiError(errs)
    return True

for d in ({"name": "x", "age": 3}, {"name": ""}, {}):
    try:
        print(validate(d))
    except MultiError as me:
        print(len(me.errors), me, [str(e) for e in me.errors], [e.field for e in me.errors], repr(me.errors[0]))

def f(x):
    try:
        if x == 0:
            return "zero"
        if x == 1:
            raise ValueError("one")
        if x == 2:
            raise KeyError("two")
        print("body", x)
    except ValueError as e:
        print("handling", e)
        return "value"
    else:
        print("else", x)
        return "else"
    finally:
        print("finally", x)
        if x == 4:
            return "overridden"

for i in range(5):
    try:
        print(f(i))
    except KeyError as e:
        print("outer", e, e.args[0])

def chain():
    try:
        try:
            {}["a"]
        except KeyError as e:
            raise ValueError("wrapped") from e
    except ValueError as e:
        print(repr(e), repr(e.__cause__), e.__suppress_context__, e.__context__ is e.__cause__)
    try:
        try:
            int("x")
        except ValueError:
            raise RuntimeError("no cause") from None
    except RuntimeError as e:
        print(e, e.__cause__, e.__suppress_context__)

chain()
with suppress(KeyError, IndexError):
    [][3]
print("after suppress")

class Swallow:
    def __init__(self, *types):
        self.types = types
        self.seen = []
    def __enter__(self):
        return self
    def __exit__(self, et, ev, tb):
        if et is not None and issubclass(et, self.types):
            self.seen.append(f"{et.__name__}: {ev}")
            return True
        return False

s = Swallow(ValueError, ZeroDivisionError)
with s:
    1 / 0
with s:
    int("q")
print(s.seen)
try:
    with s:
        {}["k"]
except KeyError as e:
    print("passed through", e)

e = ValueError("noted")
e.add_note("first")
e.add_note("second")
print(e.__notes__)
try:
    raise e
except ValueError as caught:
    print(caught is e, caught.__notes__)
for i in range(3):
    try:
        if i == 1:
            continue
        if i == 2:
            break
        print("loop", i)
    finally:
        print("fin", i)
try:
    raise FileNotFoundError(2, "No such file")
except OSError as e:
    print(e.errno, e.strerror, e)
def rec(n):
    if n == 0:
        raise LookupError("deep")
    try:
        rec(n - 1)
    except LookupError as e:
        e.add_note(f"level {n}")
        raise
try:
    rec(2)
except LookupError as e:
    print(e.__notes__)
assert 1 + 1 == 2, "math"
x = -5
assert x > 0, f"x must be positive, got {x}"
