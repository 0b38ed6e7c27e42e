import asyncio


class Robot:
    def __init__(self):
        self.x = self.y = 0
        self.holding = []
        self.log = []

    async def execute(self, line):
        await asyncio.sleep(0)
        match line.split():
            case []:
                return "nothing"
            case ["stop" | "halt" | "quit"]:
                return "stopping"
            case ["north"]:
                self.y += 1
            case ["move", ("left" | "right") as side, steps] if steps.isdigit():
                self.x += int(steps) * (1 if side == "right" else -1)
            case ["move", _, steps]:
                return f"cannot move {steps}"
            case ["take", item]:
                self.holding.append(item)
            case ["take", *items, "and", last]:
                self.holding += [*items, last]
            case ["drop", "all"] if self.holding:
                dropped, self.holding = self.holding, []
                return f"dropped {', '.join(dropped)}"
            case ["drop", _]:
                return "not holding that"
            case [verb]:
                return f"{verb} what?"
            case [verb, *rest]:
                return f"unknown {verb} with {len(rest)}"
        return f"at {self.x},{self.y} holding {self.holding}"


def classify(value):
    match value:
        case None:
            return "none"
        case True | False:
            return "bool"
        case 0:
            return "zero"
        case int(n) if n < 0:
            return f"negative {n}"
        case int() | float():
            return "number"
        case "":
            return "empty text"
        case str(text):
            return f"text of {len(text)}"
        case [] | ():
            return "empty sequence"
        case [only]:
            return f"one: {classify(only)}"
        case [first, *_, last]:
            return f"from {first} to {last}"
        case {"type": kind, **rest}:
            return f"{kind} with {sorted(rest)}"
        case {}:
            return "mapping"
        case _:
            return type(value).__name__


async def main():
    robot = Robot()
    for line in ("north", "move left 3", "move right x", "take lamp", "take a b and c", "drop lamp", "drop all", "drop all", "jump", "fly to moon", "", "halt"):
        print(f"{line!r:<17}{await robot.execute(line)}")
    for value in (None, True, 0, -5, 2.5, 10 ** 30, "", "abc", [], (), [0], (1, 2, 3), {"type": "dog", "age": 3}, {}, {"a": 1}, {1, 2}, b"x", range(2)):
        print(f"{value!r}: {classify(value)}", end="; ")
    print()


asyncio.run(main())
