import asyncio


async def take_all(stack):
    taken = []
    while stack:
        taken.append(stack.pop())
        await asyncio.sleep(0)
    return taken


async def main():
    items = [3, 1, 2]
    items.append(5)
    items.extend([1, 2])
    items.insert(0, 9)
    items.insert(100, 8)
    items.insert(-1, 7)
    print(items, len(items))
    items.remove(1)
    print(items, items.pop(), items.pop(0), items.pop(-2), items)
    print(items.index(2), items.count(2), items.count(44))
    items.reverse()
    print(items)
    print(items.sort(), items)
    try:
        items.remove(77)
    except ValueError as e:
        print("remove:", e)
    try:
        items.index(44)
    except ValueError as e:
        print("index:", e)
    try:
        items.pop(50)
    except IndexError as e:
        print("pop:", e)
    print(await take_all(items[:]), items.copy() == items)
    items.clear()
    try:
        items.pop()
    except IndexError as e:
        print("pop:", e)
    a = [1, 2, 3]
    b = a
    a += [4]
    a = a + [5]
    print(a, b, a is b)
    b *= 2
    print(b, [0] * 3, [[]] * 2, [1] < [1, 0], [2] > [1, 9, 9], [1, 2] == [1.0, 2.0])
    grid = [[0] * 3] * 2
    grid[0][1] = 7
    other = [[0] * 3 for _ in range(2)]
    other[0][1] = 7
    print(grid, other)
    nums = list(range(10))
    del nums[3], nums[-1]
    nums[1:3] = [11, 22, 33]
    nums[len(nums):] = [99]
    print(nums, 22 in nums, 23 not in nums, nums[-1], nums[-len(nums)])
    for n in nums[:]:
        if n % 2:
            nums.remove(n)
    print(nums)
    growing = [1]
    for n in growing:
        if n < 20:
            growing.append(n * 3)
    print(growing)
    words = "the cat sat on the mat".split()
    print(words.index("the", 1), sorted(words), sorted(words, key=len, reverse=True), sorted(words, key=lambda w: w[-1]))
    words.sort(key=lambda w: (-len(w), w))
    print(words, list("abc") + list((1, 2)) + [*range(2)], list({"k": 1}), [None] * 2)
    nested = [1, [2, [3, [4]]]]
    nested[1][1].append(nested[0])
    print(nested, len(nested), str([]), repr(["a", 'b"', "c'"]))


asyncio.run(main())
