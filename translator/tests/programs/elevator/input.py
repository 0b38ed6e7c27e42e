import asyncio

UP, DOWN, IDLE = 1, -1, 0


class Elevator:
    def __init__(self, floors, travel_time=0.002):
        self.floors = floors
        self.travel_time = travel_time
        self.floor = 0
        self.direction = IDLE
        self.calls = set()
        self.pressed = asyncio.Event()
        self.travelled = 0

    def call(self, floor):
        if not 0 <= floor < self.floors:
            raise ValueError("no floor %d" % floor)
        self.calls.add(floor)
        self.pressed.set()

    def choose_direction(self):
        if not self.calls:
            return IDLE
        above = [f for f in self.calls if f > self.floor]
        below = [f for f in self.calls if f < self.floor]
        if self.direction == DOWN:
            return DOWN if below else UP
        return UP if above else DOWN

    async def run(self):
        while True:
            if self.floor in self.calls:
                self.calls.remove(self.floor)
                arrow = {UP: "^", DOWN: "v", IDLE: "-"}[self.direction]
                print("%s doors open at %d, still to go: %s" % (arrow, self.floor, sorted(self.calls)))
                await asyncio.sleep(self.travel_time)
            self.direction = self.choose_direction()
            if self.direction == IDLE:
                self.pressed.clear()
                await self.pressed.wait()
                continue
            await asyncio.sleep(self.travel_time)
            self.floor += self.direction
            self.travelled += 1


async def main():
    lift = Elevator(10)
    for floor in (5, 3, 8):
        lift.call(floor)
    motor = asyncio.create_task(lift.run())
    await asyncio.sleep(0.1)
    print("rests at", lift.floor)
    for floor in (9, 1, 6, 0):
        lift.call(floor)
    await asyncio.sleep(0.15)
    print("rests at", lift.floor, "after", lift.travelled, "floors")
    try:
        lift.call(12)
    except ValueError as e:
        print(e)
    motor.cancel()
    try:
        await motor
    except asyncio.CancelledError:
        print("out of service")


asyncio.run(main())
