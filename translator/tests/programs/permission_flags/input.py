from enum import Enum, IntEnum, Flag, IntFlag, StrEnum, auto, unique


class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3
    CRIMSON = 1

    @property
    def hexa(self):
        return {1: "#f00", 2: "#0f0", 3: "#00f"}[self.value]

    @classmethod
    def default(cls):
        return cls.GREEN

    def next(self):
        members = list(Color)
        return members[(members.index(self) + 1) % len(members)]

    def __str__(self):
        return self.name.lower()


class Planet(Enum):
    EARTH = (5.97, 6.37)
    MARS = (0.64, 3.39)

    def __init__(self, mass, radius):
        self.mass = mass
        self.radius = radius

    @property
    def gravity(self):
        return round(self.mass / (self.radius * self.radius), 3)


class Level(IntEnum):
    LOW = 1
    MID = 5
    HIGH = 10


class Perm(Flag):
    READ = auto()
    WRITE = auto()
    EXEC = auto()
    RW = READ | WRITE


class Bits(IntFlag):
    A = 1
    B = 2
    C = 4


class Mode(StrEnum):
    FAST = auto()
    SLOW = "slow-mode"


print(Color.RED, repr(Color.RED), Color.RED.name, Color.RED.value, Color.RED.hexa)
print(Color.CRIMSON is Color.RED, Color.CRIMSON)
print([c.name for c in Color], len(Color))
print(Color(2), Color["BLUE"], Color.default(), Color.BLUE.next())
print(Color.__members__.keys())
for name, member in Color.__members__.items():
    print(name, member.value)
try:
    Color(9)
except ValueError as e:
    print(e)
try:
    Color["PINK"]
except KeyError as e:
    print("KeyError", e)
print(Planet.EARTH.gravity, Planet.MARS.mass, Planet.EARTH, Planet.EARTH.value)
for p in Planet:
    print(p.name, p.radius)
print(Level.HIGH > Level.LOW, Level.MID + 1, sorted([Level.HIGH, Level.LOW]), max(Level), Level.LOW == 1, f"{Level.MID} {Level.MID!r}")
print(int(Level.HIGH), sum(Level), Level(5).name)
print(Perm.READ | Perm.EXEC, Perm.RW, Perm.READ in Perm.RW, Perm.EXEC in Perm.RW, bool(Perm.READ & Perm.WRITE))
print(repr(Perm.READ | Perm.WRITE), (Perm.READ | Perm.EXEC).value, Perm(0), ~Perm.READ)
print(repr(Perm(0)), repr(Perm.READ | Perm.EXEC), Perm(3), list(Perm.RW), len(Perm.RW))
perm = Perm.READ
perm |= Perm.EXEC
print(perm, Perm.EXEC in perm, perm ^ Perm.EXEC)
print(Bits.A | Bits.C, repr(Bits.A | Bits.C), Bits.A + 1, Bits(6))
print(Mode.FAST, Mode.SLOW.value, Mode.FAST == "fast", f"{Mode.SLOW:>12}", Mode.FAST.upper(), repr(Mode.FAST))
print(Color.RED in Color, isinstance(Color.RED, Color), Color.RED == 1, Color.RED != Color.BLUE)
d = {Color.RED: "stop", Color.GREEN: "go"}
print(d[Color.RED], d.get(Color.BLUE, "none"))
print(d)
Size = Enum("Size", "S M L")
print(Size.M, Size.L.value, [s.name for s in Size])
def act(c):
    match c:
        case Color.RED:
            return "stop"
        case Color.GREEN | Color.BLUE:
            return "go"
print(act(Color.RED), act(Color.BLUE))
print(type(Color.RED).__name__, Color.__name__)
print(sorted(Color, key=lambda c: -c.value))
print({c: c.value for c in Color if c is not Color.RED})
print(hash(Color.RED) == hash(Color.RED), Color.RED is Color(1))
