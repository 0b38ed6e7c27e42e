class Account:
    interest = 0.05
    _count = 0

    def __init__(self, owner, balance=0):
        self.owner = owner
        self.__balance = balance
        Account._count += 1

    @property
    def balance(self):
        return self.__balance

    @balance.setter
    def balance(self, value):
        if value < 0:
            raise ValueError("negative")
        self.__balance = value

    @classmethod
    def from_string(cls, text):
        owner, amount = text.split(":")
        return cls(owner, len(amount))

    @classmethod
    def count(cls):
        return cls._count

    @staticmethod
    def valid(amount):
        return amount > 0

    def __enter__(self):
        print("open", self.owner)
        return self

    def __exit__(self, exc_type, exc, tb):
        print("close", self.owner, exc_type.__name__ if exc_type else None)
        return False

    def __iadd__(self, amount):
        self.balance += amount
        return self

    def __bool__(self):
        return self.__balance > 0

    def __contains__(self, text):
        return text in self.owner

    def __call__(self, x):
        return x * 2

    def __str__(self):
        return f"{self.owner}: {self.__balance}"

    def __repr__(self):
        return f"{type(self).__name__}({self.owner!r}, {self.__balance})"

    def __eq__(self, other):
        return isinstance(other, Account) and self.owner == other.owner

    def __hash__(self):
        return hash(self.owner)


class Savings(Account):
    interest = 0.1

    def __init__(self, owner, balance=0, rate=None):
        super().__init__(owner, balance)
        if rate is not None:
            self.interest = rate

    def add_interest(self):
        self.balance = round(self.balance * (1 + self.interest))

    def __str__(self):
        return "savings " + super().__str__()


a = Account("ann", 100)
s = Savings.from_string("bob:200")
print(a, s, repr(a), repr(s), [a, s])
a += 50
s.add_interest()
print(a.balance, s.balance, Account.count(), Savings.count(), a.interest, s.interest, Savings("x", 1, 0.5).interest)
with a as acc:
    acc.balance -= 20
try:
    with s:
        s.balance = -1
except ValueError as e:
    print("caught", e)
print(bool(a), bool(Account("zed")), "nn" in a, a(21), Account.valid(3), a == Account("ann", 5), a != s)
print({a, Account("ann")} == {a}, len({a, s, Account("bob")}))
print(isinstance(s, Account), issubclass(Savings, Account), type(s) is Account, type(s).__name__, s.__class__.__name__)
print(hasattr(a, "owner"), hasattr(a, "rate"), getattr(s, "owner"), getattr(a, "missing", 42))
print(f"{a!s:>12}|{a!r}|{s}")


class Node:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next


class LinkedList:
    def __init__(self, *values):
        self.head = None
        self.size = 0
        for v in values:
            self.push(v)

    def push(self, value):
        self.head = Node(value, self.head)
        self.size += 1

    def __iter__(self):
        node = self.head
        while node:
            yield node.value
            node = node.next

    def __len__(self):
        return self.size

    def __getitem__(self, index):
        for i, v in enumerate(self):
            if i == index:
                return v
        raise IndexError(index)

    def __reversed__(self):
        return reversed(list(self))


ll = LinkedList(1, 2, 3)
print(list(ll), len(ll), ll[1], 2 in ll, 9 in ll, max(ll), sum(ll), list(reversed(ll)))
try:
    ll[10]
except IndexError as e:
    print("IndexError", e)


class Meter:
    def __init__(self, v):
        self.v = v

    def __add__(self, o):
        if isinstance(o, Meter):
            return Meter(self.v + o.v)
        if isinstance(o, (int, float)):
            return Meter(self.v + o)
        return NotImplemented

    __radd__ = __add__

    def __mul__(self, k):
        return Meter(self.v * k)

    def __rmul__(self, k):
        return self * k

    def __neg__(self):
        return Meter(-self.v)

    def __abs__(self):
        return Meter(abs(self.v))

    def __lt__(self, o):
        return self.v < o.v

    def __eq__(self, o):
        return isinstance(o, Meter) and self.v == o.v

    def __repr__(self):
        return f"{self.v}m"


x, y = Meter(3), Meter(5)
print(x + y, x + 1, x * 2, 2 * y, -x, abs(-x), x < y, x > y, x == Meter(3), sorted([y, x]), min(x, y))
try:
    x + "a"
except TypeError as e:
    print(e)
