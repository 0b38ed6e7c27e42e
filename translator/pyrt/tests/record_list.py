"""Writes list.txt: operations on one list, one after the other, what each gives, and the list after it."""
import pathlib
import random

random.seed(3)
BIG = 2**63 - 1
lines = []
items = []


def word(value):
    if value is None:
        return "-"
    if isinstance(value, list):
        return ",".join(map(str, value)) or "e"
    return str(value)


def number():
    return random.choice([0, 1, 2, 3, 4, 5, -1])


def index():
    return random.choice([0, 1, 2, 3, -1, -2, -3, len(items), -len(items), len(items) - 1, len(items) + 3, 100, -100,
                          BIG, -BIG - 1])


def some():
    return [number() for _ in range(random.choice([0, 1, 2, 3, 3, 4, 6]))]


def bound():
    return random.choice([None, None, index()])


def a_slice():
    return [bound(), bound(), random.choice([None, None, 1, 2, -1, -2, 3, 0, BIG])]


def imul(count):
    global items
    items *= count


def set_item(at, value):
    items[at] = value


def del_item(at):
    del items[at]


def set_slice(start, stop, step, values):
    items[slice(start, stop, step)] = values


def del_slice(*bounds):
    del items[slice(*bounds)]


def small_step(bounds):
    return bounds


OPS = {
    "append": (lambda value: items.append(value), lambda: [number()]),
    "extend": (lambda values: items.extend(values), lambda: [some()]),
    "extend_self": (lambda: items.extend(items), lambda: []),
    "insert": (lambda at, value: items.insert(at, value), lambda: [index(), number()]),
    "pop": (lambda: items.pop(), lambda: []),
    "pop_at": (lambda at: items.pop(at), lambda: [index()]),
    "remove": (lambda value: items.remove(value), lambda: [number()]),
    "clear": (lambda: items.clear(), lambda: []),
    "index": (lambda value: items.index(value), lambda: [number()]),
    "index_within": (lambda value, start, stop: items.index(value, start, stop),
                     lambda: [number(), index(), index()]),
    "count": (lambda value: items.count(value), lambda: [number()]),
    "sort": (lambda: items.sort(), lambda: []),
    "sort_reverse": (lambda: items.sort(reverse=True), lambda: []),
    "sort_key": (lambda reverse: items.sort(key=lambda item: item % 3, reverse=bool(reverse)),
                 lambda: [random.randrange(2)]),
    "reverse": (lambda: items.reverse(), lambda: []),
    "get": (lambda at: items[at], lambda: [index()]),
    "set": (set_item, lambda: [index(), number()]),
    "delete": (del_item, lambda: [index()]),
    "get_slice": (lambda *bounds: items[slice(*bounds)], a_slice),
    "set_slice": (set_slice, lambda: [*a_slice(), some()]),
    "set_slice_self": (lambda *bounds: set_slice(*bounds, items), a_slice),
    "delete_slice": (del_slice, a_slice),
    "concat": (lambda values: items + values, lambda: [some()]),
    "repeat": (lambda count: items * count, lambda: [random.choice([0, 1, 2, -1])]),
    "imul": (imul, lambda: [random.choice([0, 1, 2, -1, 1])]),
    "contains": (lambda value: value in items, lambda: [number()]),
    "equal": (lambda values: items == values, lambda: [random.choice([items.copy(), some()])]),
    "less": (lambda values: [items < values, items <= values, items > values, items >= values],
             lambda: [random.choice([items.copy(), items[:2], some()])]),
    "iter": (lambda: list(iter(items)), lambda: []),
    "reversed": (lambda: list(reversed(items)), lambda: []),
}
while len(lines) < 4500:
    name = random.choice([*OPS, "append", "extend", "insert", "set_slice"]) if len(items) < 20 else "delete_slice"
    run, make = OPS[name]
    arguments = make()
    text = " ".join([name, *map(word, arguments)])
    try:
        answer = repr(run(*arguments))
    except Exception as exc:
        answer = repr(exc)
    lines.append(f"{text} => {answer} ; {items}")
pathlib.Path(__file__).with_name("list.txt").write_text("\n".join(lines) + "\n")

# Sorts that compare in their own way: by floor division, where `<` may be inconsistent or may raise at the nth comparison.
lines = []


class Item:
    left = 0
    compared = 0

    def __init__(self, value, rule):
        self.value, self.rule = value, rule

    def __lt__(self, other):
        Item.compared += 1
        if Item.compared == Item.left:
            raise ValueError("enough")
        if self.rule == 1:
            return self.value // 8 < other.value // 8
        if self.rule == 2:
            return (self.value * 7 + other.value * 3) % 5 < 2
        return self.value < other.value


def pattern(kind, length):
    if kind == 0:
        return [random.randrange(200) for _ in range(length)]
    if kind == 1:
        values = sorted(random.randrange(200) for _ in range(length))
        for _ in range(3):
            if values:
                values[random.randrange(length)] = random.randrange(200)
        return values
    if kind == 2:
        return [value for run in range(5) for value in sorted(random.randrange(200) for _ in range(length // 5))]
    return [(length - at) * (1 if at % 40 else 5) for at in range(length)]


for number in range(150):
    length = random.choice([0, 1, 2, 5, 20, 63, 64, 65, 130, 200, 300])
    values = pattern(number % 4, length)
    rule = number // 4 % 3
    Item.left = random.choice([0, 0, 1, 5, 100, 700])
    Item.compared = 0
    items = [Item(value, rule) for value in values]
    try:
        items.sort(reverse=bool(number % 2))
        answer = "None"
    except ValueError as exc:
        answer = repr(exc)
    state = [item.value for item in items]
    total = 0
    for value in state:
        total = (total * 31 + value) % 1000003
    lines.append(f"{rule} {Item.left} {number % 2} {','.join(map(str, values)) or 'e'} => "
                 f"{answer} {Item.compared} {total}")
pathlib.Path(__file__).with_name("list_sort.txt").write_text("\n".join(lines) + "\n")
