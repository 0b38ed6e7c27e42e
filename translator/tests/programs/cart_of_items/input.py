import asyncio

class Item:
    count = 0
    def __init__(self, name, price):
        self.name = name
        self.price = price
        Item.count += 1
    def __repr__(self):
        return f"Item({self.name!r}, {self.price})"

class Cart:
    def __init__(self):
        self.items = []
        self.lock = asyncio.Lock()
    async def add(self, item):
        async with self.lock:
            await asyncio.sleep(0.001)
            self.items.append(item)
            return len(self.items)
    def total(self):
        return sum(i.price for i in self.items)

async def main():
    cart = Cart()
    sizes = await asyncio.gather(*[cart.add(Item(n, p)) for n, p in [("pen", 1.5), ("book", 12.25), ("cup", 4)]])
    print(sizes, cart.items, cart.total())
    print(Item.count, max(cart.items, key=lambda i: i.price))
    try:
        cart.items[7]
    except IndexError as e:
        print("oops", e)
    finally:
        print("done")
    for i, item in enumerate(cart.items, start=1):
        if item.price < 2:
            continue
        print(i, item.name.upper())
    else:
        print("no break")

asyncio.run(main())
