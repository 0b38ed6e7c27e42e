import asyncio


async def factorial(name, number):
    f = 1
    for i in range(2, number + 1):
        print(f"Task {name}: compute {number}!, i={i}...")
        await asyncio.sleep(0)
        f *= i
    print(f"Task {name}: {number}! = {f}")
    return f


async def main():
    answers = await asyncio.gather(
        factorial("A", 3),
        factorial("B", 5),
        factorial("C", 1),
        factorial("D", 25),
    )
    print(answers)
    print("biggest has", len(str(max(answers))), "digits")

loop = asyncio.get_event_loop()
loop.run_until_complete(main())
loop.close()
print(loop.is_closed())
