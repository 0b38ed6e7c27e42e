import asyncio
import time
from concurrent.futures import ThreadPoolExecutor


def is_prime(n):
    if n < 2:
        return False
    i = 2
    while i * i <= n:
        if n % i == 0:
            return False
        i += 1
    return True


def blocking_read(name, size=3):
    time.sleep(0.02)
    if name == "missing.txt":
        raise FileNotFoundError(name)
    return name[:size] * 2


async def heartbeat(beats):
    while True:
        beats.append("tick")
        await asyncio.sleep(0.005)


async def main():
    loop = asyncio.get_running_loop()
    beats = []
    heart = asyncio.create_task(heartbeat(beats))
    print(await loop.run_in_executor(None, blocking_read, "notes.txt"))
    print(await asyncio.to_thread(blocking_read, "readme.md", size=4))
    print("the loop went on:", len(beats) > 3)
    heart.cancel()

    numbers = [97, 98, 7919, 7921, 104729]
    with ThreadPoolExecutor(max_workers=3) as pool:
        answers = await asyncio.gather(*[loop.run_in_executor(pool, is_prime, n) for n in numbers])
    for n, yes in zip(numbers, answers):
        print(f"{n:>7} {'prime' if yes else 'composite'}")

    try:
        await asyncio.to_thread(blocking_read, "missing.txt")
    except FileNotFoundError as e:
        print("not found:", e)
    files = ["a.txt", "missing.txt", "b.txt"]
    res = await asyncio.gather(*(asyncio.to_thread(blocking_read, f, 1) for f in files), return_exceptions=True)
    print(res)


asyncio.run(main())
