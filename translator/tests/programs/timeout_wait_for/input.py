import asyncio


class SlowSensor:
    def __init__(self, name, delay):
        self.name = name
        self.delay = delay
        self.aborted = 0

    async def read(self):
        try:
            await asyncio.sleep(self.delay)
        except asyncio.CancelledError:
            self.aborted += 1
            print(f"{self.name}: read aborted")
            raise
        return len(self.name) * 10


async def read_all(sensors, limit):
    values = {}
    for sensor in sensors:
        try:
            values[sensor.name] = await asyncio.wait_for(sensor.read(), limit)
        except asyncio.TimeoutError:
            values[sensor.name] = None
    return values


async def main():
    sensors = [SlowSensor("t", 0.01), SlowSensor("wind", 2), SlowSensor("rain", 0.02)]
    values = await read_all(sensors, 0.08)
    print(values)
    print([s.aborted for s in sensors])
    print("missing:", [k for k, v in values.items() if v is None])

    # no limit at all
    print(await asyncio.wait_for(sensors[0].read(), None))

    # already late
    try:
        await asyncio.wait_for(sensors[2].read(), timeout=0)
    except TimeoutError as e:
        print("zero timeout", type(e).__name__, repr(str(e)))

    # errors from inside pass through
    async def broken():
        await asyncio.sleep(0)
        raise KeyError("calibration")

    try:
        await asyncio.wait_for(broken(), 1)
    except KeyError as e:
        print("KeyError", e)
    print(asyncio.TimeoutError is TimeoutError)


asyncio.run(main())
