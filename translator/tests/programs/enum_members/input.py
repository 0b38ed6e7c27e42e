from enum import Enum, auto, IntEnum, unique
@unique
class Light(Enum):
    RED = auto()
    GREEN = auto()
    YELLOW = auto()
    @property
    def seconds(self):
        return {Light.RED: 3, Light.GREEN: 2}.get(self, 1)
    def next(self):
        members = list(Light)
        return members[(members.index(self) + 1) % len(members)]
    @classmethod
    def first(cls):
        return cls.RED
class Name(Enum):
    A = "a"
    B = "b"
    C = "a"
    def __str__(self):
        return self.value.upper()
class Pri(IntEnum):
    LOW = 1
    HIGH = 10
for l in Light:
    print(l, repr(l), l.name, l.value, l.seconds, l.next())
print(list(Light), len(Light), Light(2), Light["GREEN"] is Light.GREEN, Light.RED == Light.RED, Light.RED != Light.GREEN, Light.RED in Light)
print({Light.RED: "stop"}[Light(1)], f"{Light.YELLOW} {Light.YELLOW!r} {Light.YELLOW.name:>8}|{Light.RED:>12}|", type(Light.RED).__name__)
print(Name.A, Name.B, Name.C is Name.A, list(Name), [n.name for n in Name], Light.first())
print(Pri.LOW, repr(Pri.HIGH), Pri.LOW < Pri.HIGH, Pri.HIGH == 10, Pri.LOW + 1, max(Pri), sorted([Pri.HIGH, Pri.LOW]), Pri(10).name, f"{Pri.LOW}")
for bad in (9, 0):
    try:
        Light(bad)
    except ValueError as e:
        print(type(e).__name__, e)
try:
    Light["BLUE"]
except KeyError as e:
    print(e)
state = Light.RED
if state is Light.RED:
    print("red")
class Task:
    def __init__(self, p, n):
        self.p = p
        self.n = n
    def __lt__(self, o):
        return self.p < o.p
print([t.n for t in sorted([Task(Pri.HIGH, "x"), Task(Pri.LOW, "y")])])
