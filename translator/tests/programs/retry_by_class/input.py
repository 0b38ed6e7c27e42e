import sys
RETRYABLE = (ConnectionError, TimeoutError)
ERRORS = {"v": ValueError, "k": KeyError, "r": RuntimeError}

class AppError(Exception):
    code = 1
    def __init__(self, msg, *, detail=None):
        super().__init__(msg)
        self.detail = detail
    def __str__(self):
        base = super().__str__()
        return f"[{self.code}] {base}" + (f" ({self.detail})" if self.detail else "")

class NotFound(AppError):
    code = 404

class Denied(AppError):
    code = 403
    @property
    def fatal(self):
        return True

class Client:
    errors = (OSError, ValueError)
    def __init__(self, retry_on):
        self.retry_on = retry_on
        self.calls = 0
    def call(self, fn, *args):
        for attempt in range(3):
            try:
                self.calls += 1
                return fn(attempt)
            except self.retry_on as e:
                print("retry", attempt, type(e).__name__, e)
            except self.errors as e:
                print("error", repr(e))
                return None
        return "gave up"

def flaky(n):
    if n < 2:
        raise ConnectionError(f"down {n}")
    return n

def bad(n):
    if n >= 0:
        raise ValueError("bad", n)
    return n

def always(n):
    if n >= 0:
        raise TimeoutError("slow")
    return n

c = Client(RETRYABLE)
print(c.call(flaky), c.call(bad), c.call(always), c.calls)
for key in ("v", "k", "r"):
    try:
        raise ERRORS[key](key)
    except (ValueError, KeyError) as e:
        print(type(e).__name__, e)
    except Exception as e:
        print("other", e)
for cls in (NotFound, Denied):
    try:
        raise cls("nope", detail="x")
    except AppError as e:
        print(e, e.code, e.detail, e.args, isinstance(e, NotFound), isinstance(e, (Denied, KeyError)))
for cls in RETRYABLE:
    print(cls.__name__, issubclass(cls, OSError))

def check(exc_type, fn):
    try:
        fn()
    except exc_type as e:
        return f"ok {type(e).__name__}"
    except Exception as e:
        return f"no {type(e).__name__}"
    return "none"
print(check(ZeroDivisionError, lambda: 1 // 0), check(KeyError, lambda: int("x")), check((KeyError, ValueError), lambda: int("x")))

def main():
    try:
        sys.exit(3)
    except SystemExit as e:
        print("code", e.code)
    try:
        sys.exit()
    except SystemExit as e:
        print("code", e.code)
    try:
        sys.exit("bad thing")
    except SystemExit as e:
        print("code", e.code)
    try:
        raise SystemExit(4)
    except SystemExit as e:
        print("code", e.code, e.code + 1 if e.code else "")
    raise NotFound("final", detail=7)
main()
