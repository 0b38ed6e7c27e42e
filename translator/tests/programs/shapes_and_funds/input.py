import asyncio

class Shape:
    def __init__(self, name):
        self.name = name
    def area(self):
        raise NotImplementedError
    def describe(self):
        return f"{self.name}: {self.area():.2f}"

class Circle(Shape):
    def __init__(self, r):
        super().__init__("circle")
        self.r = r
    def area(self):
        return 3.14159 * self.r ** 2

class Square(Shape):
    def __init__(self, s):
        super().__init__("square")
        self.s = s
    def area(self):
        return self.s * self.s
    def __eq__(self, other):
        return isinstance(other, Square) and self.s == other.s

class BankError(Exception):
    pass

class Funds(BankError):
    def __init__(self, need, have):
        super().__init__(f"need {need}, have {have}")
        self.need = need
        self.have = have

def withdraw(balance, amount):
    if amount > balance:
        raise Funds(amount, balance)
    return balance - amount

async def main():
    shapes = [Circle(1), Square(2), Circle(0.5)]
    for s in shapes:
        print(s.describe())
    print(Square(2) == Square(2), Square(2) == Square(3), Square(1) != Square(2))
    try:
        withdraw(10, 25)
    except BankError as e:
        print(type(e).__name__, e, e.need - e.have, isinstance(e, Funds))
    try:
        Shape("x").describe()
    except NotImplementedError:
        print("abstract")
    try:
        try:
            {}["k"]
        except KeyError as e:
            raise RuntimeError("wrapped") from e
    except RuntimeError as e:
        print(e, repr(e.__cause__))

asyncio.run(main())
raise SystemExit(3)
