# A tiny text adventure: one task reads commands, another plays
import asyncio

ROOMS = {
    "hall": {"exits": {"north": "library", "east": "kitchen"}, "items": ["lamp"]},
    "library": {"exits": {"south": "hall", "down": "vault"}, "items": ["book", "key"]},
    "kitchen": {"exits": {"west": "hall"}, "items": []},
    "vault": {"exits": {"up": "library"}, "items": ["gold"], "locked": True},
}

SCRIPT = """
look
take lamp
go north
go down
take key
take key
go down
take gold
inventory
sing
quit
"""


class Player:
    def __init__(self):
        self.room = "hall"
        self.bag = []
        self.moves = 0

    def look(self):
        room = ROOMS[self.room]
        things = ", ".join(room["items"]) or "nothing"
        return f"You are in the {self.room}. You see {things}. Exits: {'/'.join(sorted(room['exits']))}."

    def go(self, direction):
        target = ROOMS[self.room]["exits"].get(direction)
        if target is None:
            return "You cannot go there."
        if ROOMS[target].get("locked") and "key" not in self.bag:
            return "It is locked."
        self.room = target
        self.moves += 1
        return self.look()

    def take(self, thing):
        items = ROOMS[self.room]["items"]
        if thing not in items:
            return f"There is no {thing} here."
        items.remove(thing)
        self.bag.append(thing)
        return "Taken."

    def inventory(self):
        return "You carry: " + (", ".join(sorted(self.bag)) if self.bag else "nothing")


async def keyboard(commands):
    for line in SCRIPT.strip().splitlines():
        await asyncio.sleep(0)
        await commands.put(line)


async def game(player, commands):
    while True:
        verb, *rest = (await commands.get()).split()
        print(">", verb, *rest)
        if verb == "quit":
            return len(player.bag) * 10 - player.moves
        action = getattr(player, verb, None)
        print(action(*rest) if callable(action) else f"I do not know how to {verb}.")


async def main():
    commands = asyncio.Queue()
    score, _ = await asyncio.gather(game(Player(), commands), keyboard(commands))
    print("score:", score)


asyncio.run(main())
