import asyncio

result = []


async def sleeper(n):
    await asyncio.sleep(n * 0.03)
    result.append(n)


numbers = [5, 1, 4, 2, 3, 0]
loop = asyncio.get_event_loop()
loop.run_until_complete(asyncio.gather(*[sleeper(n) for n in numbers]))
print("before:", numbers)
print("after: ", result)
print("sorted?", result == sorted(numbers))
