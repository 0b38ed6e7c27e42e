import asyncio
import random


class Product:
    def __init__(self, sku, price, quantity=0):
        self.sku = sku
        self.price = price
        self.quantity = quantity
        self.sold = 0

    @property
    def value(self):
        return self.price * self.quantity

    def __repr__(self):
        return f"<{self.sku} x{self.quantity} @{self.price:.2f}>"


class Warehouse:
    REORDER_AT = 3

    def __init__(self):
        self._products = {}
        self.events = []

    def add(self, sku, price, quantity):
        if sku in self._products:
            self._products[sku].quantity += quantity
            self._products[sku].price = price
        else:
            self._products[sku] = Product(sku, price, quantity)
        self.log("add", sku, quantity)

    def log(self, *what):
        self.events.append(" ".join(str(w) for w in what))

    async def sell(self, sku, quantity):
        product = self._products.get(sku)
        await asyncio.sleep(0)
        if product is None:
            self.log("unknown", sku)
            return 0
        sold = min(quantity, product.quantity)
        product.quantity -= sold
        product.sold += sold
        self.log("sell", sku, f"{sold}/{quantity}")
        if product.quantity <= self.REORDER_AT:
            self.log("reorder", sku)
        return sold * product.price

    def report(self):
        yield f"{'sku':<6}{'qty':>4}{'sold':>6}{'value':>10}"
        for sku, p in sorted(self._products.items()):
            yield f"{sku:<6}{p.quantity:>4}{p.sold:>6}{p.value:>10,.2f}"
        yield f"total {sum(p.value for p in self._products.values()):>20,.2f}"


async def main():
    house = Warehouse()
    for sku, price, quantity in [("bolt", 0.25, 10), ("nut", 0.1, 8), ("gear", 149.99, 4), ("bolt", 0.3, 5)]:
        house.add(sku, price, quantity)
    rng = random.Random(2024)
    income = 0
    for day in range(1, 4):
        orders = [(rng.choice(["bolt", "nut", "gear", "cog"]), rng.randint(1, 6)) for _ in range(3)]
        earned = await asyncio.gather(*(house.sell(*order) for order in orders))
        income += sum(earned)
        print(f"day {day}: {orders} -> {[round(e, 2) for e in earned]}")
    print(f"income {income:.2f}")
    print("\n".join(house.report()))
    print("\n".join(f"{i:02d} {event}" for i, event in enumerate(house.events)))
    print(list(house._products.values()), max(house._products.values(), key=lambda p: p.value).sku)


asyncio.run(main())
