import asyncio
import time

STATIONS = [("Oslo", 0.12, -3.5), ("Rome", 0.03, 18.25), ("Cairo", 0.2, 31.0), ("Lima", 0.08, None)]


async def ask_station(city, latency, temperature):
    await asyncio.sleep(latency)
    if temperature is None:
        raise ConnectionError(f"station {city} is offline")
    return city, temperature


async def main():
    started = time.perf_counter()
    coros = [ask_station(*s) for s in STATIONS]
    table = {}
    for number, next_one in enumerate(asyncio.as_completed(coros), start=1):
        try:
            city, temp = await next_one
            table[city] = temp
            print(f"{number}. {city:<6}{temp:>7.1f} C")
        except ConnectionError as ex:
            print(f"{number}. {ex}")
    warmest = max(table, key=table.get)
    print("warmest:", warmest, "average:", round(sum(table.values()) / len(table), 2))
    print(f"about {time.perf_counter() - started:.1f} seconds")

    answers = 0
    try:
        for f in asyncio.as_completed([ask_station("Bonn", 0.01, 8), ask_station("Nuuk", 9, -20)], timeout=0.06):
            print(await f)
            answers += 1
    except asyncio.TimeoutError:
        print("gave up after", answers, "answer")


if __name__ == '__main__':
    asyncio.run(main())
