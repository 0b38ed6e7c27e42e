"""Writes tuple_hash.txt: hashes of tuples of ints; three ints stand for ((a, b), c)."""
import pathlib
import random

random.seed(2)
EDGES = [0, 1, -1, -2, 2, 2**61 - 1, 2**61 - 2, 2**61, -(2**61) + 1, 2**62, 2**63 - 1, -(2**63), 12345]


def case(values):
    value = tuple(values)
    hashed = ((value[0], value[1]), value[2]) if len(value) == 3 else value
    return f"{','.join(map(str, values)) or 'e'} => {hash(hashed)}"


lines = [case([])] + [case([one]) for one in EDGES] + [case([one, two]) for one in EDGES for two in EDGES]
lines += [case([random.choice([*EDGES, random.randrange(-(2**63), 2**63)]) for _ in range(random.randrange(1, 7))])
          for _ in range(400)]
pathlib.Path(__file__).with_name("tuple_hash.txt").write_text("\n".join(lines) + "\n")
