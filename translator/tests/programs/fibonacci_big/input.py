import asyncio


def fib(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def factorial(n):
    result = 1
    for i in range(2, n + 1):
        result *= i
    return result


async def digit_sum(number):
    total = 0
    while number:
        number, digit = divmod(number, 10)
        total += digit
        if total % 50 == 0:
            await asyncio.sleep(0)
    return total


async def main():
    print([fib(n) for n in range(12)])
    print("fib(90)  =", fib(90))
    print("fib(92)  =", fib(92))
    print("fib(93)  =", fib(93))
    print("fib(100) =", fib(100))
    for n in (0, 1, 5, 20, 21, 30):
        print(f"{n}! = {factorial(n):,}")
    big = factorial(50)
    print(len(str(big)), await digit_sum(big), big % 1000007)
    print(fib(300) // fib(298), fib(300) % 2**32, -fib(100) // 7)
    x = 2 ** 63 - 1
    x += 1
    print(x, -x, x - 1, x * x)
    print(fib(100) == fib(99) + fib(98), fib(94) > 2**63, hash(fib(10)))
    sums = await asyncio.gather(digit_sum(2**100), digit_sum(3**80), digit_sum(0))
    print(sums, sum(sums))
    # the ratio goes to the golden one
    print(fib(100) / fib(99), round(fib(20) / fib(19), 6))
    print(10**18, 10**19, 10**18 * 10 == 10**19, int(1e18), int("9" * 25) + 1)


asyncio.run(main())
