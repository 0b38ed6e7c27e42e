import asyncio
import random


async def roll(rng, dice):
    await asyncio.sleep(0)
    return [rng.randint(1, 6) for _ in range(dice)]


def histogram(values):
    for face in sorted(set(values)):
        print(f"{face}: {'*' * values.count(face)}")


async def main():
    random.seed(42)
    print([random.randint(1, 100) for _ in range(8)])
    print(random.random(), random.uniform(1, 10), round(random.gauss(0, 1), 6))
    print(random.choice("abcdef"), random.choice([10, 20, 30]), random.randrange(0, 100, 5), random.randrange(7))
    cards = list(range(10))
    random.shuffle(cards)
    print(cards, random.sample(cards, 4), random.sample(range(1000), 3))
    print(random.choices(["win", "lose"], weights=[1, 3], k=6), random.choices("xy", k=5))
    rng = random.Random(7)
    again = random.Random(7)
    print(rng.random() == again.random(), await roll(rng, 5), await roll(again, 5))
    rolls = []
    for _ in range(6):
        rolls += await roll(rng, 4)
    histogram(rolls)
    print(rng.getrandbits(10), rng.getrandbits(70), rng.random() < 1)
    words = random.Random("text seed")
    print(words.randint(0, 10 ** 6), random.Random(2.5).random(), random.Random(-3).random() == random.Random(3).random())
    random.seed(1)
    inside = sum(1 for _ in range(1000) if random.random() ** 2 + random.random() ** 2 < 1)
    print("pi is about", inside * 4 / 1000)
    for bad in (lambda: random.choice([]), lambda: random.sample([1], 2), lambda: random.randint(5, 1)):
        try:
            bad()
        except (IndexError, ValueError) as e:
            print(type(e).__name__, e)


asyncio.run(main())
