import json
from dataclasses import dataclass
from collections import defaultdict, Counter, OrderedDict
from enum import Enum

class Level(Enum):
    LOW = "low"
    HIGH = "high"

@dataclass
class Item:
    name: str
    qty: int
    level: Level

def encode(o):
    if isinstance(o, Item):
        return {"name": o.name, "qty": o.qty, "level": o.level}
    if isinstance(o, Level):
        return o.value
    if isinstance(o, set):
        return sorted(o)
    raise TypeError(f"cannot encode {type(o).__name__}")

items = [Item("nut", 3, Level.LOW), Item("bolt", 5, Level.HIGH)]
print(json.dumps(items, default=encode))
print(json.dumps({"items": items, "tags": {3, 1, 2}}, default=encode, indent=4))
print(json.dumps({1: "a", 2: "b"}), json.dumps({True: 1, None: 2}), json.dumps((1, "x", None, 2.5)))
print(json.dumps([float("nan"), float("inf"), 1e20, 0.1]))
print(json.dumps("héllo \n \"q\" \\ \t"), json.dumps("héllo", ensure_ascii=False))
d = defaultdict(list)
d["a"].append(1)
print(json.dumps(d), json.dumps(Counter("abca")), json.dumps(OrderedDict(b=1, a=2), sort_keys=True))
try:
    print(json.dumps({"x": {1, 2}}))
except TypeError as e:
    print("TypeError:", e)
try:
    print(json.dumps([items[0]]))
except TypeError as e:
    print("TypeError:", e)
for bad in ["", "[1, 2", '{"a": 1,}', "{'a': 1}", "nope", '{"a" 1}', '[1] x', '"abc']:
    try:
        print(json.loads(bad))
    except json.JSONDecodeError as err:
        print(f"{bad!r}: {err.msg} at {err.lineno}:{err.colno} ({err.pos})")
    except ValueError:
        print("other")
print(json.loads("[1, 2.5, true, null, \"x\"]"))
print(json.loads('{"b": [1, {"c": null}]}')["b"][1]["c"])
def load(text):
    try:
        return json.loads(text)
    except ValueError as e:
        return f"bad: {e}"
print(load("{}"), load("{"))
print(json.dumps(str(1.5)), json.dumps([]), json.dumps({}), json.dumps([], indent=2), json.dumps(None))
