from dataclasses import dataclass, field, asdict, astuple, replace, FrozenInstanceError
from typing import ClassVar


@dataclass
class Item:
    name: str
    price: float = 1.0
    tags: list = field(default_factory=list)

    def total(self):
        return self.price * 2


@dataclass(frozen=True)
class Pos:
    x: int
    y: int = 0


@dataclass(order=True)
class Job:
    priority: int
    name: str = field(compare=False)
    count: ClassVar[int] = 0

    def __post_init__(self):
        Job.count += 1


@dataclass
class Order:
    id: int
    items: list = field(default_factory=list)
    pos: Pos = None


a = Item("a", 2.0, ["x"])
print(asdict(a), astuple(a))
print(replace(a, name="b"), a == Item("a", 2.0, ["x"]))
p = Pos(1)
print(p, hash(p) == hash(Pos(1)), {p: 1}[Pos(1, 0)])
try:
    p.x = 4
except FrozenInstanceError as e:
    print(type(e).__name__, e)
try:
    del p.x
except FrozenInstanceError as e:
    print(e)
jobs = [Job(3, "c"), Job(1, "a"), Job(2, "b")]
print(sorted(jobs), min(jobs).name, Job.count, Job(1, "z") == Job(1, "y"))
o = Order(1, [a], p)
d = asdict(o)
print(d)
print(asdict(p), astuple(o))
d["id"] = 9
print(o.id, d["id"])
try:
    Item()
except TypeError as e:
    print(e)
