import asyncio

DELAYS = {"snail": 0.15, "hare": 0.03, "fox": 0.09}


async def run_course(animal):
    await asyncio.sleep(DELAYS[animal])
    return animal


async def main():
    place = 0
    for coro in asyncio.as_completed([run_course(a) for a in DELAYS]):
        animal = await coro
        place += 1
        medal = {1: "gold", 2: "silver", 3: "bronze"}[place]
        print(f"{place}. {animal:<6} {medal}")
    ranking = []
    for f in asyncio.as_completed(list(map(run_course, ["fox", "hare"]))):
        ranking.append(await f)
    print(ranking, "fox" in ranking[1:])


loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
try:
    loop.run_until_complete(main())
finally:
    loop.close()
