import asyncio
import time


class Stopwatch:
    def __init__(self, clock=time.perf_counter):
        self.clock = clock
        self.laps = {}

    def measure(self, name):
        return Lap(self, name)

    def total(self):
        return sum(self.laps.values())


class Lap:
    def __init__(self, watch, name):
        self.watch = watch
        self.name = name

    def __enter__(self):
        self.start = self.watch.clock()
        return self

    def __exit__(self, *exc):
        self.elapsed = self.watch.clock() - self.start
        self.watch.laps[self.name] = self.elapsed


async def job(seconds):
    await asyncio.sleep(seconds)
    return seconds


async def main():
    watch = Stopwatch()
    with watch.measure("together") as lap:
        results = await asyncio.gather(job(0.7), job(1.0), job(0.3))
    with watch.measure("in a row"):
        total = 0
        for seconds in (0.4, 0.6):
            total += await job(seconds)
    for name, seconds in watch.laps.items():
        print(f"{name:<10}{seconds:.0f}s")
    print(results, total, round(lap.elapsed), lap.elapsed >= 0.99, watch.total() > lap.elapsed)
    started = time.time()
    before = time.monotonic()
    time.sleep(0.1)
    print(round(time.monotonic() - before), time.monotonic() - before >= 0.099, time.time() > started > 1_600_000_000)
    ticks = iter([10.0, 12.5, 20.0, 20.25])
    fake = Stopwatch(clock=lambda: next(ticks))
    with fake.measure("a"):
        pass
    with fake.measure("b"):
        pass
    print(fake.laps, fake.total(), isinstance(time.perf_counter_ns(), int))


asyncio.run(main())
