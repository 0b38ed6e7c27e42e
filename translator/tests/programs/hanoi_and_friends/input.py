import asyncio


def hanoi(n, source, target, spare, moves):
    if n == 0:
        return 0
    count = hanoi(n - 1, source, spare, target, moves)
    moves.append(f"{source}{target}")
    return count + 1 + hanoi(n - 1, spare, target, source, moves)


def gcd(a, b):
    return a if b == 0 else gcd(b, a % b)


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def is_even(n):
    return True if n == 0 else is_odd(n - 1)


def is_odd(n):
    return False if n == 0 else is_even(n - 1)


def permutations(items):
    if len(items) <= 1:
        return [items]
    result = []
    for i, item in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1:]):
            result.append([item] + rest)
    return result


def subsets(items):
    if not items:
        return [[]]
    rest = subsets(items[1:])
    return rest + [[items[0]] + s for s in rest]


def power(x, n):
    if n < 0:
        return 1 / power(x, -n)
    if n == 0:
        return 1
    half = power(x, n // 2)
    return half * half * (x if n % 2 else 1)


async def countdown(n):
    if n:
        await asyncio.sleep(0)
        return [n] + await countdown(n - 1)
    return ["go"]


async def main():
    moves = []
    print(hanoi(3, "A", "C", "B", moves), " ".join(moves))
    print([hanoi(n, "A", "C", "B", []) for n in range(9)])
    print(gcd(1071, 462), gcd(17, 5), gcd(0, 9), ackermann(2, 3), is_even(10), is_odd(7), is_even(7))
    print(permutations([1, 2, 3]), len(permutations(list("abcde"))), permutations([]))
    print(subsets(["x", "y", "z"]))
    print(power(2, 10), power(3, 100), power(2, -2), power(1.5, 3), power(7, 0))
    print(await countdown(4))
    flatten = lambda x: [x] if not isinstance(x, list) else sum(map(flatten, x), [])
    print(flatten([1, [2, [3, [4, []], 5]], [[6]]]))


asyncio.run(main())
