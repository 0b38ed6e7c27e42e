import asyncio

visits = 0
HISTORY = []


def make_counter(start=0, step=1):
    count = start

    def increment():
        nonlocal count
        count += step
        return count

    def reset(to=start):
        nonlocal count
        count = to

    def peek():
        return count

    return increment, reset, peek


def make_account(balance):
    def deposit(n):
        nonlocal balance
        balance += n
        return balance

    def withdraw(n):
        nonlocal balance
        if n > balance:
            return "refused"
        balance -= n
        return balance

    return {"deposit": deposit, "withdraw": withdraw, "balance": lambda: balance}


def visit(who):
    global visits
    visits += 1
    HISTORY.append(who)

    def again():
        global visits
        visits += 10
        return visits

    return again


async def main():
    inc, reset, peek = make_counter(10, 5)
    other, _, other_peek = make_counter()
    print(inc(), inc(), other(), peek(), other_peek())
    reset()
    print(inc(), peek())
    reset(100)
    print(inc())
    acc = make_account(50)
    print(acc["deposit"](25), acc["withdraw"](100), acc["withdraw"](70), acc["balance"]())
    again = visit("ann")
    visit("bob")
    print(visits, again(), visits, HISTORY)
    adders = [lambda x, n=n: x + n for n in range(3)]
    late = [lambda x: x + n for n in range(3)]
    print([f(10) for f in adders], [f(10) for f in late])

    total = 0

    async def worker(n):
        nonlocal total
        await asyncio.sleep(0)
        total += n

    await asyncio.gather(*(worker(n) for n in range(5)))
    print("total", total)

    message = "before"
    say = lambda: message
    message = "after"
    print(say())


asyncio.run(main())
