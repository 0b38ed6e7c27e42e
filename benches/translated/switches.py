import asyncio


async def work():
    for _ in range(500_000):
        await asyncio.sleep(0)
    return 500_000


async def main():
    print(sum(await asyncio.gather(work(), work())))


asyncio.run(main())
