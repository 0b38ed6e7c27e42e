"""Writes slice.txt: what slice.indices gives, and how many indices that are."""
import pathlib
import random

random.seed(1)
BIG = 2**63 - 1
EDGES = [None, 0, 1, -1, 2, -2, 5, -5, 6, -6, 7, 100, -100, BIG, -BIG - 1]


def word(value):
    return "-" if value is None else str(value)


def case(length, start, stop, step):
    try:
        found = slice(start, stop, step).indices(length)
        answer = f"{found} {len(range(*found))}"
    except Exception as exc:
        answer = repr(exc)
    return f"{length} {word(start)} {word(stop)} {word(step)} => {answer}"


lines = [case(length, start, stop, step) for length in (0, 1, 5, 6) for start in EDGES[:11] for stop in EDGES[:11]
         for step in (None, 1, -1, 2, -3, 0)]
lines += [case(random.choice([0, 1, 5, 9]), *(random.choice(EDGES) for _ in range(3))) for _ in range(800)]
lines = [line for line in lines]
pathlib.Path(__file__).with_name("slice.txt").write_text("\n".join(lines) + "\n")
