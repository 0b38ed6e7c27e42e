import asyncio


class Money:
    symbols = {"EUR": "€", "USD": "$"}

    def __init__(self, cents, currency="EUR"):
        self.cents = int(cents)
        self.currency = currency

    @classmethod
    def of(cls, text, currency="EUR"):
        whole, _, part = text.partition(".")
        sign = -1 if whole.startswith("-") else 1
        return cls(int(whole) * 100 + sign * int(part.ljust(2, "0")[:2] or 0), currency)

    def _check(self, other):
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} is not {other.currency}")

    def __add__(self, other):
        if other == 0:
            return self
        if not isinstance(other, Money):
            return NotImplemented
        self._check(other)
        return Money(self.cents + other.cents, self.currency)

    __radd__ = __add__

    def __sub__(self, other):
        return self + Money(-other.cents, other.currency)

    def __mul__(self, n):
        return Money(round(self.cents * n), self.currency)

    __rmul__ = __mul__

    def __truediv__(self, other):
        if isinstance(other, Money):
            self._check(other)
            return self.cents / other.cents
        return Money(round(self.cents / other), self.currency)

    def __eq__(self, other):
        return isinstance(other, Money) and (self.cents, self.currency) == (other.cents, other.currency)

    def __lt__(self, other):
        self._check(other)
        return self.cents < other.cents

    def __bool__(self):
        return self.cents != 0

    def __neg__(self):
        return Money(-self.cents, self.currency)

    def __str__(self):
        sign = "-" if self.cents < 0 else ""
        whole, part = divmod(abs(self.cents), 100)
        return f"{sign}{self.symbols.get(self.currency, self.currency)}{whole:,}.{part:02}"

    def __repr__(self):
        return f"Money({self.cents}, {self.currency!r})"

    def split(self, n):
        base, rest = divmod(self.cents, n)
        return [Money(base + (i < rest), self.currency) for i in range(n)]


async def main():
    price = Money.of("19.99")
    print(price, price * 3, 2 * price, price / 2, -price, repr(price), [price])
    print(sum([price, Money(1), Money.of("0.5")]), Money.of("-3.05"), Money.of("7"), Money(123456789), Money(5, "JPY"))
    print([str(p) for p in Money(1000).split(3)], sum(Money(1000).split(3)) == Money(1000))
    print(price < Money(2000), price > Money(1), price == 1999, price != Money(1999, "USD"), bool(Money(0)), max(Money(1), Money(3), Money(2)), price / Money(500))
    await asyncio.sleep(0)
    for bad in (lambda: price + Money(1, "USD"), lambda: price + 1, lambda: price < Money(1, "USD"), lambda: {price: 1}):
        try:
            print(bad())
        except (ValueError, TypeError) as e:
            print(type(e).__name__, e)
    wallet = Money(0)
    for text in ("10", "2.5", "-0.75"):
        wallet += Money.of(text)
        print(wallet, end=" ")
    print("rich" if wallet else "poor")


asyncio.run(main())
