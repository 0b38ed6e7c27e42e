import asyncio
import time


class Throttle:
    def __init__(self, interval, clock):
        self.interval = interval
        self.clock = clock
        self.last = 0  # long ago
        self.skipped = 0

    def ready(self):
        now = self.clock()
        if now - self.last < self.interval:
            self.skipped += 1
            return False
        self.last = now
        return True


async def main():
    clocks = {
        "time": time.time,
        "monotonic": time.monotonic,
        "perf_counter": time.perf_counter,
        "loop": asyncio.get_running_loop().time,
    }
    for name, clock in clocks.items():
        throttle = Throttle(0.1, clock)
        answers = [throttle.ready(), throttle.ready()]
        await asyncio.sleep(0.12)
        answers.append(throttle.ready())
        print(f"{name:<13}{answers} skipped {throttle.skipped}")


asyncio.run(main())
