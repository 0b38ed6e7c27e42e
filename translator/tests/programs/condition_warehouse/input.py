import asyncio


class Warehouse:
    def __init__(self, capacity):
        self.capacity = capacity
        self.goods = []
        self.cond = asyncio.Condition()

    async def put(self, thing):
        async with self.cond:
            while len(self.goods) >= self.capacity:
                print(f"  full, {thing} has to wait")
                await self.cond.wait()
            self.goods.append(thing)
            print(f"in:  {thing} -> {self.goods}")
            self.cond.notify_all()

    async def take(self, amount):
        async with self.cond:
            await self.cond.wait_for(lambda: len(self.goods) >= amount)
            taken, self.goods = self.goods[:amount], self.goods[amount:]
            print(f"out: {taken} -> {self.goods}")
            self.cond.notify_all()
            return taken


async def supplier(warehouse):
    for thing in ["bolt", "nut", "gear", "belt", "cog"]:
        await warehouse.put(thing)


async def customer(warehouse, wants, delay):
    await asyncio.sleep(delay)
    return await warehouse.take(wants)


async def main():
    warehouse = Warehouse(3)
    results = await asyncio.gather(
        customer(warehouse, 2, 0),
        supplier(warehouse),
        customer(warehouse, 1, 0.03),
        customer(warehouse, 2, 0.06),
    )
    print(results)
    async with warehouse.cond:
        print("locked:", warehouse.cond.locked())
    try:
        warehouse.cond.notify()
    except RuntimeError as e:
        print(e)


asyncio.run(main())
