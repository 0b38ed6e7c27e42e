import asyncio
import functools
import time


def log_calls(func):
    @functools.wraps(func)
    def wrapper(self, *args, **kwargs):
        self.history.append((func.__name__, args))
        return func(self, *args, **kwargs)
    return wrapper


def timed(func):
    async def inner(*args, **kwargs):
        result = await func(*args, **kwargs)
        print("timed", func.__name__, result)
        return result
    return inner


def validate(kind):
    def deco(func):
        @functools.wraps(func)
        def wrapper(self, value):
            if not isinstance(value, kind):
                raise TypeError(f"{func.__name__} wants {kind.__name__}")
            return func(self, value)
        return wrapper
    return deco


class Account:
    def __init__(self, owner):
        self.owner = owner
        self.balance = 0
        self.history = []

    @log_calls
    def deposit(self, amount, note=""):
        self.balance += amount
        return self.balance

    @log_calls
    def withdraw(self, amount):
        if amount > self.balance:
            raise ValueError("too much")
        self.balance -= amount
        return self.balance

    @timed
    async def settle(self, n):
        await asyncio.sleep(0)
        return self.balance + n

    @validate(int)
    def set_pin(self, value):
        return f"pin {value}"


class Savings(Account):
    @log_calls
    def withdraw(self, amount):
        self.balance -= amount * 2
        return self.balance


async def main():
    a = Account("ann")
    print(a.deposit(10), a.deposit(5, note="gift"), a.withdraw(3))
    try:
        a.withdraw(100)
    except ValueError as e:
        print(e)
    print(await a.settle(2))
    print(a.set_pin(3))
    try:
        a.set_pin("x")
    except TypeError as e:
        print(e)
    print(a.history)
    s = Savings("sam")
    print(s.deposit(4), s.withdraw(1), s.history)





asyncio.run(main())
