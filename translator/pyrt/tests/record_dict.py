"""Writes dict.txt: operations on one dict, one after the other, what each gives, and the dict after it."""
import pathlib
import random

random.seed(4)
lines = []
items = {}
iters = [iter(items), iter(items), reversed(items)]


def key():
    return random.choice([*range(12), -1, -2, 2**61 - 1, 2**40, 2**40 + 2**20, 2**50])


def some():
    return [key() for _ in range(random.choice([0, 1, 2, 3, 4, 6]))]


def pairs(values):
    return [(value, value % 10) for value in values]


def word(value):
    if isinstance(value, list):
        return ",".join(map(str, value)) or "e"
    return str(value)


def set_item(at, value):
    items[at] = value


def del_item(at):
    del items[at]


def merge(values):
    global items
    items |= dict(pairs(values))


def start(which):
    iters[which] = [lambda: iter(items), lambda: iter(items), lambda: reversed(items)][which]()


OPS = {
    "set": (set_item, lambda: [key(), random.randrange(5)]),
    "delete": (del_item, lambda: [key()]),
    "get": (lambda at: items.get(at), lambda: [key()]),
    "get_or": (lambda at, default: items.get(at, default), lambda: [key(), 77]),
    "index": (lambda at: items[at], lambda: [key()]),
    "pop": (lambda at: items.pop(at), lambda: [key()]),
    "pop_or": (lambda at, default: items.pop(at, default), lambda: [key(), 77]),
    "popitem": (lambda: items.popitem(), lambda: []),
    "setdefault": (lambda at, value: items.setdefault(at, value), lambda: [key(), 5]),
    "update": (lambda values: items.update(dict(pairs(values))), lambda: [some()]),
    "update_pairs": (lambda values: items.update(pairs(values)), lambda: [some()]),
    "merge": (merge, lambda: [some()]),
    "or": (lambda values: items | dict(pairs(values)), lambda: [some()]),
    "contains": (lambda at: at in items, lambda: [key()]),
    "len": (lambda: len(items), lambda: []),
    "equal": (lambda values: [items == dict(pairs(values)), items == dict(reversed(items.items()))],
              lambda: [some()]),
    "fromkeys": (lambda values: dict.fromkeys(values, 3), lambda: [some()]),
    "keys": (lambda: items.keys(), lambda: []),
    "values": (lambda: items.values(), lambda: []),
    "items": (lambda: items.items(), lambda: []),
    "reversed": (lambda: list(reversed(items)), lambda: []),
    "copy": (lambda: items.copy(), lambda: []),
    "start": (start, lambda: [random.randrange(3)]),
    "next": (lambda which: next(iters[which], None), lambda: [random.randrange(3)]),
}
while len(lines) < 2100:
    name = random.choice([*OPS, "set", "set", "set", "update", "next", "next", "next", "next"])
    if len(lines) % 500 == 499:
        name = "clear"
    run, make = OPS.get(name, (lambda: items.clear(), lambda: []))
    arguments = make()
    text = " ".join([name, *map(word, arguments)])
    try:
        answer = repr(run(*arguments))
    except Exception as exc:
        answer = repr(exc)
    lines.append(f"{text} => {answer} ; {items}")
text = "\n".join(lines) + "\n"
pathlib.Path(__file__).with_name("dict.txt").write_text(text)
