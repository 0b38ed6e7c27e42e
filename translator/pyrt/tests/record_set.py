"""Writes set.txt: operations on one set, one after the other, what each gives, and the set after it."""
import pathlib
import random

random.seed(5)
lines = []
items = set()
iters = [iter(items), iter(items)]


def key():
    return random.choice([random.randrange(16), random.randrange(60), random.randrange(-20, 400),
                          random.randrange(2**62), random.choice([-1, -2, 2**61 - 1, 2**61, 1 << 40, 3 << 35])])


def some():
    length = random.choice([0, 1, 2, 3, 4, 6, 9, 20])
    if items and random.randrange(2):
        return [random.choice([*items]) for _ in range(length // 2)] + [key() for _ in range(length // 2)]
    return [key() for _ in range(length)]


def word(value):
    if isinstance(value, list):
        return ",".join(map(str, value)) or "e"
    return str(value)


def in_place(name):
    def run(values):
        getattr(items, name)(values)
    return run


def start(which):
    iters[which] = iter(items)


OPS = {
    "add": (lambda value: items.add(value), lambda: [key()]),
    "discard": (lambda value: items.discard(value), lambda: [key()]),
    "remove": (lambda value: items.remove(value), lambda: [random.choice([*items, 3])]),
    "pop": (lambda: items.pop(), lambda: []),
    "contains": (lambda value: value in items, lambda: [key()]),
    "len": (lambda: len(items), lambda: []),
    "copy": (lambda: items.copy(), lambda: []),
    "frozen": (lambda: frozenset(items), lambda: []),
    "hash": (lambda: hash(frozenset(items)), lambda: []),
    "set_of_list": (lambda values: set(values), lambda: [some()]),
    "subset": (lambda values: [items <= set(values), items < set(values), items >= set(values), items > set(values),
                               items == set(values), items.isdisjoint(set(values))],
               lambda: [random.choice([some(), [*items], [*items, 5], [*items][1:]])]),
    "subset_iter": (lambda values: [items.issubset(values), items.issuperset(values), items.isdisjoint(values)],
                    lambda: [random.choice([some(), [*items], [*items, 5], [*items][1:]])]),
    "self": (lambda: [items | items, items & items, items - items, items ^ items], lambda: []),
    "dict": (lambda values: set(dict.fromkeys(values)), lambda: [some()]),
    "start": (start, lambda: [random.randrange(2)]),
    "next": (lambda which: next(iters[which], None), lambda: [random.randrange(2)]),
    "constants": (lambda values: eval("{" + ", ".join(map(str, values)) + "}"), lambda: [some() or [1]]),
    "keys_and": (lambda one, two: dict.fromkeys(one).keys() & dict.fromkeys(two).keys(), lambda: [some(), some()]),
    "keys_and_set": (lambda values: dict.fromkeys(values).keys() & items, lambda: [some()]),
    "keys_or": (lambda values: dict.fromkeys(values).keys() | items, lambda: [some()]),
    "keys_sub": (lambda values: dict.fromkeys(values).keys() - items, lambda: [some()]),
}
for operation in ("union", "intersection", "difference", "symmetric_difference"):
    OPS[operation] = (lambda values, name=operation: getattr(items, name)(set(values)), lambda: [some()])
    OPS[operation + "_iter"] = (lambda values, name=operation: getattr(items, name)(values), lambda: [some()])
    update = "update" if operation == "union" else operation + "_update"
    OPS[update] = (lambda values, name=update: getattr(items, name)(set(values)), lambda: [some()])
    OPS[update + "_iter"] = (lambda values, name=update: getattr(items, name)(values), lambda: [some()])
while len(lines) < 1500:
    name = random.choice([*OPS, "add", "add", "update", "update_iter", "next", "next", "pop"])
    if len(lines) % 300 == 299:
        name = "clear"
    if len(items) > 45 and random.randrange(3):
        name = random.choice(["intersection_update", "difference_update_iter", "pop", "clear"])
    run, make = OPS.get(name, (lambda: items.clear(), lambda: []))
    arguments = make()
    text = " ".join([name, *map(word, arguments)])
    try:
        answer = repr(run(*arguments))
    except Exception as exc:
        answer = repr(exc)
    lines.append(f"{text} => {answer} ; {items}")
text = "\n".join(lines) + "\n"
pathlib.Path(__file__).with_name("set.txt").write_text(text)

# Large sets: a hash over the order of the members.
lines = []


def order(values):
    total = 0
    for value in values:
        total = (total * 31 + value) % 1000003
    return f"{len(values)} {total}"


for seed in range(12):
    count = [10, 100, 1000, 5000, 30000, 80000][seed % 6]
    step = random.choice([1, 3, 7919, 1 << 20, 12345678901])
    values = [(at * at * step) % (1 << 60) for at in range(count)]
    made = set(values)
    other = set(range(0, count * 2, 3))
    for at in range(0, count, 3):
        made.discard(values[at])
    found = [order(made), order(made | other), order(made & other), order(made - other), order(made ^ other),
             order(made.copy()), order(frozenset(other)), str(hash(frozenset(made)))]
    lines.append(f"{count} {step} => {' '.join(found)}")
pathlib.Path(__file__).with_name("set_large.txt").write_text("\n".join(lines) + "\n")
