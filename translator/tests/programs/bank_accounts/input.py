import asyncio


class InsufficientFunds(Exception):
    def __init__(self, account, amount):
        self.account = account
        self.amount = amount
        super().__init__(f"{account.owner} cannot pay {amount:.2f} with {account.balance:.2f}")


class Account:
    _count = 0

    def __init__(self, owner, balance=0.0):
        Account._count += 1
        self.number = f"ACC{Account._count:04}"
        self.owner = owner
        self.__balance = balance
        self.history = []

    @property
    def balance(self):
        return self.__balance

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError("deposit must be positive")
        self.__balance += amount
        self.history.append(("+", amount))

    def withdraw(self, amount):
        if amount > self.available():
            raise InsufficientFunds(self, amount)
        self.__balance -= amount
        self.history.append(("-", amount))

    def available(self):
        return self.__balance

    def __str__(self):
        return f"{self.number} {self.owner:<5} {self.balance:>9.2f}"


class Savings(Account):
    def __init__(self, owner, balance=0.0, rate=0.02):
        super().__init__(owner, balance)
        self.rate = rate

    def add_interest(self):
        self.deposit(round(self.balance * self.rate, 2))


class Credit(Account):
    limit = 200

    def available(self):
        return super().available() + self.limit


async def transfer(source, target, amount):
    source.withdraw(amount)
    await asyncio.sleep(0.001)
    try:
        target.deposit(amount)
    except ValueError:
        source.deposit(amount)
        raise
    return f"{source.owner}->{target.owner} {amount:.2f}"


async def main():
    ann, bob, cy = Account("ann", 100), Savings("bob", 1000, rate=0.035), Credit("cy")
    results = await asyncio.gather(transfer(ann, bob, 30.5), transfer(cy, ann, 150), transfer(ann, cy, 500), transfer(cy, bob, 60), return_exceptions=True)
    for r in results:
        print(type(r).__name__, "|", r)
    bob.add_interest()
    for account in (ann, bob, cy):
        print(account, account.history)
    try:
        ann.deposit(-5)
    except ValueError as e:
        print(e)
    try:
        cy.withdraw(50.01)
    except InsufficientFunds as e:
        print(e, e.account is cy, e.amount)
    print(sum(a.balance for a in (ann, bob, cy)), Account._count, hasattr(ann, "__balance"), "_Account__balance" in vars(ann))


asyncio.run(main())
