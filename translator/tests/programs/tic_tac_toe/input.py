import asyncio

LINES = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6)]


def winner(board):
    for a, b, c in LINES:
        if board[a] != " " and board[a] == board[b] == board[c]:
            return board[a]
    return None if " " in board else "draw"


def show(board):
    rows = [" | ".join(board[i:i + 3]) for i in (0, 3, 6)]
    print("\n--+---+--\n".join(rows))
    print()


positions = 0


def minimax(board, player, me):
    global positions
    positions += 1
    result = winner(board)
    if result:
        return (0 if result == "draw" else 1 if result == me else -1), None
    best = None
    for i in range(9):
        if board[i] != " ":
            continue
        board[i] = player
        score, _ = minimax(board, "O" if player == "X" else "X", me)
        board[i] = " "
        if best is None or (score > best[0] if player == me else score < best[0]):
            best = (score, i)
    return best


async def play(moves):
    board = [" "] * 9
    player = "X"
    for move in moves:
        if board[move] != " ":
            print("taken:", move)
            continue
        board[move] = player
        await asyncio.sleep(0)
        if result := winner(board):
            show(board)
            return result
        player = "XO"[player == "X"]
    return "unfinished"


async def main():
    print(await play([0, 3, 1, 1, 4, 2]))
    print(await play([0, 1, 2, 4, 3, 5, 7, 6, 8]))
    print(await play([4]))
    board = list("XO XO    ")
    print(minimax(board, "X", "X"), minimax(board, "O", "O"), positions)
    board = list("X   O   X")
    score, move = minimax(board, "O", "O")
    board[move] = "O"
    show(board)
    print(score, positions)


asyncio.run(main())
