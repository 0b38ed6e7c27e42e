import asyncio
from dataclasses import dataclass, field, replace


@dataclass
class Item:
    name: str
    price: float
    quantity: int = 0
    tags: list = field(default_factory=list)

    @property
    def value(self):
        return self.price * self.quantity


@dataclass(frozen=True)
class Move:
    item: str
    amount: int


class Inventory:
    def __init__(self):
        self.items = {}
        self.moves = []

    async def handle(self, command):
        await asyncio.sleep(0)
        match command:
            case ["add", name, price]:
                self.items[name] = Item(name, float(price))
                return f"new item {name}"
            case ["in" | "out" as direction, name, amount] if name in self.items:
                amount = int(amount) * (1 if direction == "in" else -1)
                item = self.items[name]
                if item.quantity + amount < 0:
                    return f"only {item.quantity} {name} left"
                item.quantity += amount
                self.moves.append(Move(name, amount))
                return f"{name}: {item.quantity}"
            case ["tag", name, *tags]:
                self.items[name].tags += tags
                return " ".join(["tagged", *sorted(tags)])
            case {"undo": n}:
                for move in reversed(self.moves[-n:]):
                    self.items[move.item].quantity -= move.amount
                return f"undone {self.moves[-n:]}"
            case []:
                return "nothing"
            case _:
                return f"do not understand {command!r}"


async def main():
    inv = Inventory()
    script = """add bolt 0.25
add gear 12
in bolt 400
out bolt 150
out gear 1
in gear 3
tag gear metal heavy
in wheel 2
"""
    for line in script.split("\n"):
        print("->", await inv.handle(line.split()))
    print("->", await inv.handle({"undo": 1}))
    for item in inv.items.values():
        print(item, item.value)
    bolt = inv.items["bolt"]
    print(replace(bolt, quantity=1) == Item("bolt", 0.25, 1), bolt == Item("bolt", 0.25, 1))
    print(Move("x", 1) == Move("x", 1), len({Move("x", 1), Move("x", 1), Move("y", 1)}))
    try:
        inv.moves[0].amount = 5
    except AttributeError as e:
        print(type(e).__name__, e)


asyncio.run(main())
