class ShopError(Exception):
    """Base of all."""

class OutOfStock(ShopError):
    def __init__(self, item, wanted, left):
        super().__init__(item, wanted, left)
        self.item = item
        self.missing = wanted - left

    def __str__(self):
        return f"only {self.args[2]} {self.item} left, {self.missing} short"

    def double(self):
        return self.missing * 2

class PaymentError(ShopError):
    code = 402
    def __init__(self, message="payment failed", *, retry=False):
        super().__init__(message)
        self.retry = retry

class CardExpired(PaymentError):
    code = 403

class Loud(Exception):
    def __repr__(self):
        return "<Loud!>"

class NoSuper(Exception):
    def __init__(self, a, b):
        self.a = a
        self.b = b

class Coded(ValueError):
    def __init__(self, message, code=None):
        super().__init__(f"[{code}] {message}")
        self.code = code

def buy(n):
    if n == 0:
        raise OutOfStock("pen", 9, 5)
    if n == 1:
        raise CardExpired("expired in 2019")
    if n == 2:
        raise PaymentError(retry=True)
    if n == 3:
        raise ShopError
    if n == 4:
        raise NoSuper(1, "x")
    if n == 5:
        raise Coded("bad", 7)
    return n

last = None
for i in range(7):
    try:
        print(buy(i))
    except OutOfStock as e:
        print(f"OutOfStock: {e} {e.args} {e.missing} {e.double()}", repr(e))
    except CardExpired as e:
        print("expired:", e, e.code, e.retry)
    except (PaymentError, TimeoutError) as e:
        print("payment:", e, type(e).__name__)
    except ShopError as e:
        print("shop:", repr(e), repr(str(e)))
        e.add_note("hello")
        print(e.__notes__)
        last = e
    except NoSuper as e:
        print(e, repr(e), e.a, e.b)
    except Coded as e:
        print(e, repr(e), e.code)
print(last, repr(last))
errors = [Loud("a"), ShopError("q"), ValueError(1, 2, 3)]
print(errors, [isinstance(e, ShopError) for e in errors])
try:
    try:
        buy(1)
    except PaymentError as e:
        e.code = 500
        print(e.code, PaymentError.code, CardExpired.code)
        raise RuntimeError("outer") from e
except RuntimeError as e:
    print(e, repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
try:
    try:
        {}["a"]
    except KeyError:
        [][1]
except IndexError as e:
    print(repr(e.__context__), e.__cause__, e.__suppress_context__)
