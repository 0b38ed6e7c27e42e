import asyncio


class InvalidOrder(ValueError):
    def __init__(self, number):
        super().__init__(f"order {number} is invalid")
        self.number = number


async def process(number):
    print("processing", number)
    try:
        await asyncio.sleep(0.001)
        if number == 3:
            raise InvalidOrder(number)
        return number * 2
    finally:
        print("done with", number)


async def main():
    total = 0
    for n in range(1, 5):
        total += await process(n)
        print("total", total)
    print("never printed")


try:
    asyncio.run(main())
finally:
    print("program ends")
