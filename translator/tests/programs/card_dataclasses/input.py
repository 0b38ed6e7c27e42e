import asyncio
import random
from dataclasses import dataclass, field, asdict, astuple, replace


@dataclass(order=True)
class Card:
    rank: int
    suit: str
    note: str = field(default="", compare=False, repr=False)

    def __str__(self):
        names = {11: "J", 12: "Q", 13: "K", 14: "A"}
        return f"{names.get(self.rank, self.rank)}{self.suit}"


@dataclass
class Player:
    name: str
    chips: int = 100
    hand: list = field(default_factory=list)
    nick: str = field(init=False)

    def __post_init__(self):
        self.nick = self.name[:2].lower()
        if self.chips < 0:
            raise ValueError("no credit")

    async def draw(self, deck, n):
        for _ in range(n):
            await asyncio.sleep(0)
            self.hand.append(deck.pop())


@dataclass
class Dealer(Player):
    house: str = "casino"


async def main():
    deck = [Card(r, s) for s in "♠♥" for r in range(9, 15)]
    random.Random(7).shuffle(deck)
    ann, bob = Player("Ann"), Player("Bob", chips=50)
    await asyncio.gather(ann.draw(deck, 3), bob.draw(deck, 3))
    for p in (ann, bob):
        print(p.name, p.nick, " ".join(str(c) for c in sorted(p.hand, reverse=True)), "best", max(p.hand))
    print(len(deck), len({len(p.hand) for p in (ann, bob)}))
    a = Card(9, "x", note="first")
    b = Card(9, "x", note="second")
    print(a == b, a < Card(9, "y"), Card(10, "a") > a, a <= b, a != Card(8, "x"), repr(a), [a, b])
    print(asdict(a), astuple(b), replace(a, rank=14), replace(a, note="z").note)
    fresh = Player("Cy", 5)
    print(fresh, fresh == Player("Cy", 5), fresh == Player("Cy", 6), Player("X").hand is Player("X").hand)
    print(Dealer("Max", house="club"))
    try:
        Player("Broke", -1)
    except ValueError as e:
        print(e)
    try:
        Player()
    except TypeError as e:
        print(e)
    fresh.chips += 10
    print(fresh.chips, asdict(fresh))


asyncio.run(main())
