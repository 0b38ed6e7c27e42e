import asyncio


async def work(n):
    return n


async def main():
    total = 0
    for _ in range(10):
        tasks = [asyncio.create_task(work(n)) for n in range(10_000)]
        total += sum(await asyncio.gather(*tasks))
    print(total)


asyncio.run(main())
