# Making breakfast: first the slow way, then the async way.
import asyncio
import time


class Toast:
    def __init__(self, slices):
        self.slices = slices
        self.butter = False

    def __repr__(self):
        return f"<{self.slices} toast{'' if self.slices == 1 else 's'}{' with butter' if self.butter else ''}>"


async def boil_eggs(count):
    print(f"  put {count} eggs into water")
    await asyncio.sleep(0.16)
    print("  eggs are ready")
    return ["egg"] * count


async def toast_bread(slices):
    print(f"  toasting {slices} slices")
    await asyncio.sleep(0.09)
    print("  toast pops out")
    toast = Toast(slices)
    spread(toast)
    return toast


def spread(toast):
    toast.butter = True
    print("  butter on", toast)


async def coffee(cups=2):
    print(f"  brewing {cups} cups")
    for cup in range(1, cups + 1):
        await asyncio.sleep(0.01)
        print(f"  cup {cup} of {cups}")
    return cups


async def breakfast_slow():
    return [await boil_eggs(2), await toast_bread(3), await coffee()]


async def breakfast_fast():
    return await asyncio.gather(boil_eggs(2), toast_bread(3), coffee(cups=2))


async def main():
    for name, make in [("slow", breakfast_slow), ("fast", breakfast_fast)]:
        print(f"{name}:")
        start = time.perf_counter()
        eggs, toast, cups = await make()
        elapsed = time.perf_counter() - start
        print(f"{len(eggs)} eggs, {toast!r}, {cups} cups")
        if name == "slow":
            slow_time = elapsed
        else:
            print("faster than before?", elapsed < slow_time)


if __name__ == "__main__":
    asyncio.run(main())
