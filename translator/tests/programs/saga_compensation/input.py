import asyncio


class BookingError(Exception):
    pass


class Trip:
    def __init__(self, capacity):
        self.capacity = dict(capacity)
        self.journal = []

    async def book(self, what, customer):
        await asyncio.sleep(0.005)
        if self.capacity.get(what, 0) <= 0:
            raise BookingError(f"no {what} for {customer}")
        self.capacity[what] -= 1
        self.journal.append(f"+{what}/{customer}")

    async def cancel(self, what, customer):
        await asyncio.sleep(0.005)
        self.capacity[what] += 1
        self.journal.append(f"-{what}/{customer}")


class Saga:
    def __init__(self, name):
        self.name = name
        self.undo = []

    async def step(self, action, compensation):
        await action
        self.undo.append(compensation)

    async def __aenter__(self):
        return self

    async def __aexit__(self, exc_type, exc, tb):
        if exc_type is None:
            return False
        print(f"{self.name}: {exc}, {len(self.undo)} to undo")
        while self.undo:
            func, args = self.undo.pop()
            await func(*args)
        if issubclass(exc_type, BookingError):
            raise RuntimeError(f"saga {self.name} failed") from exc


async def holiday(trip, who, *parts):
    async with Saga(who) as saga:
        for part in parts:
            await saga.step(trip.book(part, who), (trip.cancel, (part, who)))
        return f"{who} can go"


async def main():
    trip = Trip({"flight": 2, "hotel": 2, "car": 1})
    plans = [("ann", "flight", "hotel", "car"), ("bob", "flight", "hotel", "car"), ("cy", "flight", "boat")]
    for plan in plans:
        try:
            print(await holiday(trip, *plan))
        except RuntimeError as e:
            print(f"{e} because of {e.__cause__!r}")
    print(trip.capacity)
    print(*trip.journal)
    slow = asyncio.create_task(holiday(trip, "dan", "hotel", "flight", "flight"))
    await asyncio.sleep(0)
    slow.cancel()
    print(await asyncio.gather(slow, return_exceptions=True), trip.capacity["hotel"])


asyncio.run(main())
