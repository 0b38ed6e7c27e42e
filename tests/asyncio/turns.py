import asyncio


async def work(name, n):
    for i in range(n):
        print(name, i)
        await asyncio.sleep(0)


async def main():
    a, b = asyncio.create_task(work("a", 3)), asyncio.create_task(work("b", 2))
    print("main")
    await a
    await b
    print("end")


asyncio.run(main())
