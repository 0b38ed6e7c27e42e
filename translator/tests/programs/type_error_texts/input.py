"""The texts of the type errors that beginners meet."""


def attempt(action):
    try:
        return action()
    except (TypeError, AttributeError) as e:
        return f"{type(e).__name__}: {e}"


def area(width, height):
    return width * height


nothing, number, items = None, 5, [1, 2]
actions = [
    ("plain", lambda: "a" + 1),
    ("plain", lambda: 1 + "a"),
    ("plain", lambda: None + 1),
    ("plain", lambda: [1] + (2,)),
    ("plain", lambda: len(5)),
    ("plain", lambda: None.strip()),
    ("plain", lambda: "abc".foo),
    ("plain", lambda: 5 < "6"),
    ("plain", lambda: "x" * "y"),
    ("plain", lambda: -"s"),
    ("plain", lambda: sum(["a"])),
    ("plain", lambda: "".join([1])),
    ("plain", lambda: iter(5)),
    ("plain", lambda: 3 in 5),
    ("plain", lambda: abs("x")),
    ("width", lambda: area(3)),
    ("index", lambda: items["x"]),
    ("call", lambda: number()),
    ("key", lambda: nothing["k"]),
    ("unpack", lambda: [a for a, b in items]),
    ("format", lambda: f"{nothing:>5}"),
    ("sort", lambda: sorted(["a", None])),
    ("attribute", lambda: items.push(3)),
    ("hash", lambda: {items: 1}),
    ("range", lambda: list(range("3"))),
    ("round", lambda: round("2.5")),
    ("int", lambda: int([1])),
]
for name, action in actions:
    print(f"{name:<10}{attempt(action)}")
print(attempt(lambda: area(2, "ab")), attempt(lambda: area(height=2, width=[0])))
