import asyncio


def zeros(rows, cols):
    return [[0] * cols for _ in range(rows)]


def multiply(a, b):
    if len(a[0]) != len(b):
        raise ValueError(f"cannot multiply {len(a)}x{len(a[0])} by {len(b)}x{len(b[0])}")
    result = zeros(len(a), len(b[0]))
    for i in range(len(a)):
        for j in range(len(b[0])):
            for k in range(len(b)):
                result[i][j] += a[i][k] * b[k][j]
    return result


def transpose(m):
    return [list(row) for row in zip(*m)]


def determinant(m):
    if len(m) == 1:
        return m[0][0]
    total = 0
    for col, value in enumerate(m[0]):
        minor = [row[:col] + row[col + 1:] for row in m[1:]]
        total += (-1) ** col * value * determinant(minor)
    return total


def power(m, n):
    result = [[int(i == j) for j in range(len(m))] for i in range(len(m))]
    while n:
        if n & 1:
            result = multiply(result, m)
        m = multiply(m, m)
        n >>= 1
    return result


def spiral(m):
    out = []
    while m:
        out += m[0]
        m = list(zip(*m[1:]))[::-1]
    return out


def show(m):
    width = max(len(str(v)) for row in m for v in row)
    for row in m:
        print("[" + " ".join(f"{v:>{width}}" for v in row) + "]")


async def row_sums(m):
    async def one(row):
        await asyncio.sleep(0)
        return sum(row)

    return await asyncio.gather(*[one(row) for row in m])


async def main():
    a = [[1, 2, 3], [4, 5, 6]]
    b = [[7, 8], [9, 10], [11, 12]]
    show(multiply(a, b))
    print(transpose(a), await row_sums(a), await row_sums(transpose(a)))
    try:
        multiply(a, a)
    except ValueError as e:
        print(e)
    print(determinant([[2, 0, 1], [1, 3, 2], [1, 1, 4]]), determinant([[1, 2], [2, 4]]), determinant([[0.5]]))
    show(power([[1, 1], [1, 0]], 10))
    print(power([[1, 1], [1, 0]], 120)[0][1])
    print(spiral([[1, 2, 3], [4, 5, 6], [7, 8, 9]]), spiral(a), spiral([[1], [2]]))
    rotated = [list(r)[::-1] for r in zip(*a)]
    print(rotated, [a[i][i] for i in range(2)], [v for row in a for v in row if v % 2], any(0 in row for row in a))
    half = [[v / 2 for v in row] for row in a]
    show(half)


asyncio.run(main())
