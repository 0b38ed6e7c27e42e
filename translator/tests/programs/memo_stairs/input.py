import asyncio
from functools import cache, lru_cache, wraps

calls = 0


@lru_cache(maxsize=None)
def stairs(n):
    global calls
    calls += 1
    if n <= 1:
        return 1
    return stairs(n - 1) + stairs(n - 2)


@cache
def lcs(a, b):
    if not a or not b:
        return ""
    if a[0] == b[0]:
        return a[0] + lcs(a[1:], b[1:])
    return max(lcs(a[1:], b), lcs(a, b[1:]), key=len)


def memoize(fn):
    table = {}

    @wraps(fn)
    def inner(*args):
        if args not in table:
            table[args] = fn(*args)
        return table[args]

    inner.table = table
    return inner


@memoize
def change(amount, coins):
    """Ways to pay."""
    if amount == 0:
        return 1
    if amount < 0 or not coins:
        return 0
    return change(amount - coins[0], coins) + change(amount, coins[1:])


@lru_cache(maxsize=2)
def slow(x):
    print("computing", x)
    return x * x


async def main():
    print(stairs(50), calls)
    print(stairs(50), calls, stairs.cache_info())
    print(lcs("AGGTAB", "GXTXAYB"), lcs("abc", ""), repr(lcs("x", "y")))
    print(change(100, (50, 25, 10, 5, 1)), change(3, (2,)), change.__name__, change.__doc__, len(change.table) > 10)
    for x in (1, 2, 1, 3, 1, 2):
        print(slow(x), end=" ")
        await asyncio.sleep(0)
    print()
    print(slow.cache_info())
    slow.cache_clear()
    print(slow(3), slow.cache_info().misses)
    print(lcs.cache_info().hits > 0)


asyncio.run(main())
