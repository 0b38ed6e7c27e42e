import asyncio
import time


def slow_square(n):
    time.sleep(0.1)
    return n * n


def joined(*parts, sep="-"):
    return sep.join(parts)


async def main():
    loop = asyncio.get_event_loop()
    start = time.time()
    futures = [loop.run_in_executor(None, slow_square, n) for n in range(4)]
    print("submitted", len(futures), "done", sum(f.done() for f in futures))
    results = await asyncio.gather(*futures)
    print(results)
    print("not 4 times as long:", time.time() - start < 0.35)
    print(await asyncio.to_thread(joined, "a", "b", "c", sep="+"))
    print(await loop.run_in_executor(None, lambda: sum(range(1000))))

if __name__ == "__main__":
    asyncio.run(main())
