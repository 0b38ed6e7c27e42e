import asyncio

calls = 0


async def fib(n):
    global calls
    calls += 1
    if n < 2:
        return n
    a, b = await asyncio.gather(fib(n - 1), fib(n - 2))
    return a + b


async def fib_seq(limit):
    a, b = 0, 1
    while a < limit:
        yield a
        a, b = b, a + b
        await asyncio.sleep(0)


async def main():
    for n in range(8):
        print(f"fib({n}) = {await fib(n)}")
    print("calls:", calls)
    numbers = [x async for x in fib_seq(10 ** 20)]
    print(len(numbers), numbers[-1], sum(numbers))
    print(*numbers[:10], sep=", ", end=" ...\n")


asyncio.run(main())
