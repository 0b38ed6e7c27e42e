import asyncio
from typing import NamedTuple, Optional


class City(NamedTuple):
    name: str
    country: str
    population: int = 0
    mayor: Optional[str] = None

    @property
    def label(self) -> str:
        return f"{self.name} ({self.country})"

    def grown(self, percent: float) -> "City":
        return self._replace(population=int(self.population * (1 + percent / 100)))


async def census(cities: list[City]) -> dict[str, int]:
    total: dict[str, int] = {}
    for _, country, people, *_ in cities:
        await asyncio.sleep(0)
        total[country] = total.get(country, 0) + people
    return total


async def main() -> None:
    cities = [City("Lyon", "FR", 522_000, "Doucet"), City("Graz", "AT", 291_000), City("Nice", "FR", 343_000)]
    for city in cities:
        print(f"{city.label:<12} {city.population:>9,} {city.mayor or 'unknown'}")
    print(await census(cities))
    print(cities[1], cities[1].grown(10), cities[1].grown(-100).population)
    print(sorted(cities)[0].name, max(cities, key=lambda c: c.population).name, cities[0] == ("Lyon", "FR", 522_000, "Doucet"))
    name, country, *rest = cities[2]
    print(name, country, rest, len(cities[2]), cities[2][-1], cities[2][:2])
    print(City._fields, City._field_defaults, City("X", "Y")._asdict())
    match cities[0]:
        case City(name, country="FR", population=p) if p > 500_000:
            print("big french", name)
        case _:
            print("other")
    try:
        cities[0].name = "Paris"  # type: ignore
    except AttributeError as e:
        print("AttributeError:", e)


asyncio.run(main())
