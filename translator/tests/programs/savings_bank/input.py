import asyncio


class InsufficientFunds(Exception):
    def __init__(self, account, needed):
        self.account = account
        self.needed = needed
        super().__init__(f"{account.owner} has {account.balance:.2f}, needs {needed:.2f}")


class Account:
    def __init__(self, owner, balance=0.0):
        self.owner = owner
        self._balance = balance
        self.lock = asyncio.Lock()
        self.history = []

    @property
    def balance(self):
        return self._balance

    async def deposit(self, amount):
        if amount <= 0:
            raise ValueError("amount must be positive")
        async with self.lock:
            await asyncio.sleep(0.001)
            self._balance += amount
            self.history.append(("+", amount))

    async def withdraw(self, amount):
        async with self.lock:
            if amount > self._balance:
                raise InsufficientFunds(self, amount)
            await asyncio.sleep(0.001)
            self._balance -= amount
            self.history.append(("-", amount))

    def __lt__(self, other):
        return self.owner < other.owner

    def __str__(self):
        return f"{self.owner:<6}{self._balance:>9.2f}"


class SavingsAccount(Account):
    def __init__(self, owner, balance, rate):
        super().__init__(owner, balance)
        self.rate = rate

    async def add_interest(self):
        await self.deposit(self._balance * self.rate)

    def __str__(self):
        return super().__str__() + f"  ({self.rate:.1%})"


async def transfer(src, dst, amount):
    try:
        await src.withdraw(amount)
    except InsufficientFunds as e:
        print("refused:", e)
        return False
    await dst.deposit(amount)
    return True


async def main():
    ann = Account("Ann", 100)
    bob = SavingsAccount("Bob", 50.5, rate=0.02)
    cy = Account("Cy")
    outcome = await asyncio.gather(
        transfer(ann, bob, 30), transfer(ann, cy, 60), transfer(ann, cy, 20),
        transfer(bob, ann, 10.25), bob.add_interest(),
    )
    print(outcome)
    for account in sorted([cy, bob, ann]):
        print(account, account.history)
    for bad in (0, -5):
        try:
            await cy.deposit(bad)
        except ValueError as e:
            print(f"{bad}: {e}")
    print(isinstance(bob, Account), type(bob).__name__, max([ann, bob, cy], key=lambda a: a.balance).owner)


asyncio.run(main())
