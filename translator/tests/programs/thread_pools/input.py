import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial


class Sensor:
    def __init__(self, name, scale):
        self.name = name
        self.scale = scale

    def read(self, n):
        return self.name, n * self.scale


def slow_square(x):
    time.sleep(0.03 * x)
    return x * x


def label(text, width=5, fill="."):
    return text.center(width, fill)


def broken(reason):
    raise OSError(reason)


async def ticking(ticks):
    for i in range(3):
        ticks.append(i)
        await asyncio.sleep(0.004)


async def main():
    loop = asyncio.get_running_loop()
    sensor = Sensor("temp", 1.5)
    ticks = []
    ticker = asyncio.create_task(ticking(ticks))
    print(await asyncio.to_thread(sensor.read, 4))
    print(await loop.run_in_executor(None, partial(label, "ab", fill="*")))
    offset = 10
    print(await loop.run_in_executor(None, sensor.read, offset))
    with ThreadPoolExecutor(max_workers=2) as pool:
        futures = [loop.run_in_executor(pool, slow_square, n) for n in (5, 1, 2)]
        order = []
        for done in asyncio.as_completed(futures):
            order.append(await done)
        print(order)
        print(await asyncio.gather(*futures))
    await ticker
    print(ticks)
    try:
        await asyncio.to_thread(broken, "disk")
    except OSError as e:
        print("broken:", e)
    results = await asyncio.gather(
        asyncio.to_thread(label, "x"),
        asyncio.to_thread(broken, "net"),
        return_exceptions=True,
    )
    for r in results:
        print(r if isinstance(r, str) else f"{type(r).__name__}({r})")


asyncio.run(main())
