import asyncio
import sys


async def watchdog(limit):
    try:
        await asyncio.sleep(limit)
        print("not reached: watchdog")
    finally:
        print("watchdog stopped")


async def work(items):
    for item in items:
        print("item", item)
        await asyncio.sleep(0.01)
        if item == "poison":
            print("giving up")
            sys.exit(7)


async def main():
    dog = asyncio.create_task(watchdog(3))
    try:
        await work(["a", "b", "poison", "c"])
    except Exception:
        print("not reached: SystemExit is no Exception")
    finally:
        print("main finally")


asyncio.run(main())
print("not reached")
