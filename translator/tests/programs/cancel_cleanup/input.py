import asyncio


async def download(url, parts):
    received = 0
    print(f"open {url}")
    try:
        for part in range(parts):
            await asyncio.sleep(0.04)
            received += 1
        return received
    except asyncio.CancelledError:
        print(f"{url}: cancelled after {received} of {parts} parts")
        raise
    finally:
        # cleaning up may take time as well
        await asyncio.sleep(0.01)
        print(f"close {url}")


async def ignores_first(n=2):
    refused = 0
    while True:
        try:
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            refused += 1
            if refused > n:
                raise
            print(f"not yet ({refused})")


async def main():
    a = asyncio.create_task(download("file-a", 1))
    b = asyncio.create_task(download("file-b", 100))
    await asyncio.sleep(0.115)
    print("cancel returns", a.cancel(), b.cancel())
    for t in (a, b):
        try:
            print("result", await t)
        except asyncio.CancelledError:
            print("main sees CancelledError")
    print(a.cancelled(), b.cancelled(), b.done())

    c = asyncio.create_task(ignores_first())
    for _ in range(3):
        await asyncio.sleep(0)
        c.cancel()
        await asyncio.sleep(0)
        print("c done?", c.done())

    d = asyncio.create_task(download("never", 1))
    d.cancel("changed my mind")  # before its first step
    try:
        await d
    except asyncio.CancelledError as e:
        print("d:", e.args)
    try:
        d.result()
    except asyncio.CancelledError:
        print("result() of a cancelled task raises too")


asyncio.run(main())
