import asyncio


async def main():
    for task in asyncio.all_tasks():
        try:
            await task
        except RuntimeError as exc:
            print("refused:", type(exc).__name__)
    print("over")


asyncio.run(main())
