import asyncio


async def twice(name, delay):
    await asyncio.sleep(delay)
    print(name, "wakes")
    await asyncio.sleep(0)
    print(name, "goes on")


async def main():
    await asyncio.gather(twice("c", 0.0106), twice("a", 0.0102), twice("b", 0.0104), twice("late", 0.05))


asyncio.run(main())
