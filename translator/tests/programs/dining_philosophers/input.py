import asyncio

NAMES = ["Plato", "Kant", "Hume", "Marx", "Mill"]


class Table:
    def __init__(self, n):
        self.forks = [asyncio.Lock() for _ in range(n)]
        self.eating = set()
        self.conflicts = 0

    def start_eating(self, seat):
        n = len(self.forks)
        neighbours = {(seat - 1) % n, (seat + 1) % n}
        if neighbours & self.eating:
            self.conflicts += 1
        self.eating.add(seat)

    def stop_eating(self, seat):
        self.eating.remove(seat)


async def philosopher(seat, table, meals):
    left, right = seat, (seat + 1) % len(table.forks)
    # the lower fork first, so there is no deadlock
    first, second = min(left, right), max(left, right)
    for _ in range(meals):
        async with table.forks[first]:
            await asyncio.sleep(0)
            async with table.forks[second]:
                table.start_eating(seat)
                await asyncio.sleep(0.005)
                table.stop_eating(seat)
    return NAMES[seat], meals


async def deadlock():
    forks = [asyncio.Lock() for _ in range(2)]

    async def greedy(i):
        async with forks[i]:
            await asyncio.sleep(0)
            async with forks[1 - i]:
                return i

    try:
        await asyncio.wait_for(asyncio.gather(greedy(0), greedy(1)), timeout=0.05)
    except asyncio.TimeoutError:
        print("deadlock! forks free again:", [not f.locked() for f in forks])


async def main():
    table = Table(len(NAMES))
    dinners = [philosopher(seat, table, meals=3) for seat in range(len(NAMES))]
    for name, ate in await asyncio.gather(*dinners):
        print(f"{name} ate {ate} times")
    print("conflicts:", table.conflicts)
    print("forks on the table:", sum(not f.locked() for f in table.forks))
    await deadlock()


if __name__ == "__main__":
    asyncio.run(main())
