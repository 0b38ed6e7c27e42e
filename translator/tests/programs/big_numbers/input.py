import asyncio


def fib(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def factorial(n):
    return 1 if n < 2 else n * factorial(n - 1)


async def main():
    print(fib(100), factorial(30), 2 ** 100)
    print(sum([2 ** 70, 1]), 10 ** 30 // 7, 10 ** 30 % 7)
    product = 1
    for n in range(1, 40):
        product *= n
    print(product, product == factorial(39), len(str(product)), f"{product:,}")
    print(123456789012345678901234567890 + 1, 1 << 80, (1 << 80) >> 70)
    await asyncio.sleep(0)


asyncio.run(main())
