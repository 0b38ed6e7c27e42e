import asyncio


class TrafficLight:
    """Cars wait while it is red."""

    def __init__(self):
        self.green = asyncio.Event()
        self.changes = 0

    @property
    def colour(self):
        return "green" if self.green.is_set() else "red"

    def switch(self):
        self.changes += 1
        if self.green.is_set():
            self.green.clear()
        else:
            self.green.set()
        print(f"*** light is {self.colour}")

    async def cycle(self, times, seconds):
        for _ in range(times):
            await asyncio.sleep(seconds)
            self.switch()


async def car(name, arrives, light, passed):
    await asyncio.sleep(arrives)
    waited = not light.green.is_set()
    print(f"{name} arrives at {light.colour}")
    await light.green.wait()
    print(f"{name} drives" + (" after waiting" if waited else ""))
    passed.append(name)


async def main():
    light = TrafficLight()
    passed = []
    cars = {"bmw": 0.0, "vw": 0.025, "fiat": 0.075, "volvo": 0.125}
    jobs = [car(name, when, light, passed) for name, when in cars.items()]
    await asyncio.gather(light.cycle(3, 0.05), *jobs)
    print(passed, light.changes, light.colour)
    try:
        light.green.clear()
        await asyncio.wait_for(light.green.wait(), 0.02)
    except asyncio.TimeoutError:
        print("nobody switches any more")


asyncio.get_event_loop().run_until_complete(main())
