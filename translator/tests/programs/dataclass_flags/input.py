from dataclasses import dataclass, field, FrozenInstanceError
@dataclass(order=True)
class Card:
    rank: int
    suit: str
    note: str = field(default="", compare=False, repr=False)
    def __str__(self):
        return f"{self.rank}{self.suit}"
@dataclass
class Player:
    name: str
    chips: int = 100
    hand: list = field(default_factory=list)
    nick: str = field(init=False)
    def __post_init__(self):
        self.nick = self.name[:2].lower()
        if self.chips < 0:
            raise ValueError("no credit")
@dataclass
class Dealer(Player):
    house: str = "casino"
@dataclass(frozen=True)
class Endpoint:
    host: str
    port: int = 80
    @property
    def url(self):
        return f"http://{self.host}:{self.port}"
@dataclass(eq=False)
class Ident:
    x: int
@dataclass(kw_only=True)
class Kw:
    a: int
    b: str = "z"
p, q = Player("Ann"), Player("Bob", chips=50)
p.hand.append(Card(9, "x"))
q.hand.append(Card(8, "y"))
print(p, q)
print(Dealer("Max", house="club"), Kw(a=1), Kw(b="k", a=2))
a = Card(9, "x", note="first")
b = Card(9, "x", note="second")
print(a == b, a < Card(9, "y"), Card(10, "a") > a, a <= b, a != Card(8, "x"), repr(a), [a, b], str(a))
print(sorted([Card(3, "b"), Card(1, "z"), Card(3, "a")]), max([a, Card(12, "q")]))
e, f = Endpoint("alpha"), Endpoint("beta", 8081)
try:
    e.port = 443
except FrozenInstanceError as err:
    print("FrozenInstanceError:", err)
table = {e: "up", f: "down"}
print(table[Endpoint("alpha", 80)], Endpoint("beta", 8081) in table, len({e, f, Endpoint("beta", 8081)}), e.url)
print(Ident(1) == Ident(1), Ident(2))
try:
    Player("Broke", -1)
except ValueError as err:
    print(err)
try:
    {p: 1}
except TypeError as err:
    print(err)
