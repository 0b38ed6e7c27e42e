import asyncio


def solve(n):
    solutions = []
    columns, down, up = set(), set(), set()

    def place(row, queens):
        if row == n:
            solutions.append(tuple(queens))
            return
        for col in range(n):
            if col in columns or row - col in down or row + col in up:
                continue
            columns.add(col)
            down.add(row - col)
            up.add(row + col)
            place(row + 1, queens + [col])
            columns.remove(col)
            down.discard(row - col)
            up.discard(row + col)

    place(0, [])
    return solutions


def board(queens):
    return "\n".join(" ".join("Q" if c == q else "." for c in range(len(queens))) for q in queens)


async def main():
    first = solve(6)[0]
    print(board(first))
    for n in range(1, 8):
        found = solve(n)
        await asyncio.sleep(0)
        print(f"{n} queens: {len(found):>3} solutions", found[0] if found else "none")


asyncio.run(main())
