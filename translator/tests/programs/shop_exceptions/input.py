import asyncio


class ShopError(Exception):
    """Base of all."""


class OutOfStock(ShopError):
    def __init__(self, item, wanted, left):
        super().__init__(item, wanted, left)
        self.item = item
        self.missing = wanted - left

    def __str__(self):
        return f"only {self.args[2]} {self.item} left, {self.missing} short"


class PaymentError(ShopError):
    code = 402

    def __init__(self, message="payment failed", *, retry=False):
        super().__init__(message)
        self.retry = retry


class CardExpired(PaymentError):
    code = 403


STOCK = {"pen": 5, "ink": 0}


async def buy(item, n, card="good"):
    await asyncio.sleep(0)
    if STOCK[item] < n:
        raise OutOfStock(item, n, STOCK[item])
    if card == "old":
        raise CardExpired("expired in 2019")
    if card == "flaky":
        raise PaymentError(retry=True)
    if n <= 0:
        raise ShopError
    STOCK[item] -= n
    return n


async def attempt(*args):
    try:
        got = await buy(*args)
    except OutOfStock as e:
        print(f"OutOfStock: {e} {e.args} {e.missing}")
    except CardExpired as e:
        print("expired:", e, e.code, e.retry)
    except (PaymentError, TimeoutError) as e:
        print("payment:", e, e.code, e.retry)
    except ShopError as e:
        print("shop:", repr(e), repr(str(e)), e.args)
    except KeyError as e:
        print("unknown item", e)
    else:
        print("bought", got, "left", STOCK[args[0]])
    finally:
        print("--", args)


async def main():
    for args in (("pen", 2), ("pen", 9), ("ink", 1), ("pen", 1, "old"), ("pen", 1, "flaky"), ("pen", 0), ("cup", 1)):
        await attempt(*args)
    results = await asyncio.gather(buy("pen", 3), buy("ink", 2), buy("pen", 1, "old"), return_exceptions=True)
    print(results)
    print([isinstance(r, ShopError) for r in results], issubclass(CardExpired, ShopError), ShopError.__doc__)


asyncio.run(main())
