import asyncio


async def hello():
    print("Hello")
    await asyncio.sleep(0.02)
    print("World")


async def main():
    await hello()
    await hello()
    print("done")


if __name__ == "__main__":
    asyncio.run(main())
