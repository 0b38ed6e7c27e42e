import asyncio


class ParkingLot:
    def __init__(self, spaces):
        self.spaces = asyncio.Semaphore(spaces)
        self.parked = set()
        self.peak = 0

    async def park(self, plate, minutes):
        if self.spaces.locked():
            print(f"{plate} waits at the gate")
        async with self.spaces:
            self.parked.add(plate)
            self.peak = max(self.peak, len(self.parked))
            print(f"{plate} parks    {sorted(self.parked)}")
            await asyncio.sleep(minutes / 1000)
            self.parked.discard(plate)
            print(f"{plate} leaves   {sorted(self.parked)}")


async def main():
    lot = ParkingLot(2)
    cars = [("AB-1", 40), ("CD-2", 100), ("EF-3", 130), ("GH-4", 130)]
    await asyncio.gather(*(lot.park(plate, minutes) for plate, minutes in cars))
    print("never more than", lot.peak, "cars, now", len(lot.parked))

    sem = asyncio.BoundedSemaphore(1)
    await sem.acquire()
    sem.release()
    try:
        sem.release()
    except ValueError as why:
        print("bounded:", why)

    gate = asyncio.Semaphore(0)

    async def passer(n):
        await gate.acquire()
        print("through", n)

    people = [asyncio.ensure_future(passer(n)) for n in range(3)]
    await asyncio.sleep(0)
    for _ in people:
        print("open")
        gate.release()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    await asyncio.gather(*people)


asyncio.run(main())
