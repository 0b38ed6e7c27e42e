import asyncio


async def find_divisor(n):
    d = 2
    while d * d <= n:
        await asyncio.sleep(0)
        if n % d == 0:
            print(n, "is divisible by", d)
            break
        d += 1
    else:
        print(n, "is prime")
        return None
    return d


def first_duplicate(items):
    seen = []
    for item in items:
        if item in seen:
            result = f"duplicate {item}"
            break
        seen.append(item)
    else:
        result = "all different"
    return result


def guess(secret, tries):
    low, high = 1, 100
    while tries > 0:
        tries -= 1
        middle = (low + high) // 2
        if middle == secret:
            break
        elif middle < secret:
            low = middle + 1
        else:
            high = middle - 1
    else:
        return "out of tries"
    return f"found {middle} with {tries} left"


async def main():
    print([await find_divisor(n) for n in (7, 9, 2, 35)])
    print(first_duplicate([1, 2, 1]), first_duplicate("abc"), first_duplicate([]))
    print(guess(50, 1), guess(51, 3), guess(37, 7))
    while False:
        print("never")
    else:
        print("else of a loop that never ran")
    for x in range(3):
        for y in range(3):
            if x * y == 2:
                break
        else:
            continue
        print("inner broke at", x, y)
        break
    else:
        print("nothing broke")
    n = 27
    steps = 0
    while True:
        if n == 1:
            break
        n = 3 * n + 1 if n % 2 else n // 2
        steps += 1
        if steps > 1000:
            break
    print(steps, n, x, y)
    i = 10
    while i:
        i -= 1
        if i % 3:
            continue
        print(i, end=" ")
    print("end")


asyncio.run(main())
