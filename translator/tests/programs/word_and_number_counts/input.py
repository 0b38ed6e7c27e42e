import asyncio

TEXT = """  The quick,  brown fox\tjumps. Over the lazy dog!
And then\x1cagain the FOX sleeps; a-very-long-word-that-is-not-short sleeps too.  """

totals = {"seen": 0}


def tally(text, value):
    last = {}
    for word in text.split():
        word = word.strip(".,;!").lower()
        last[word] = last.get(word, 0) + value
        text = "changed"
    return last


def lengths(text):
    counts = {}
    weights = {}
    for word in text.split():
        size = len(word)
        counts[size] = counts.get(size, 10) - 1
        try:
            weights[size] += 0.5
        except KeyError as missing:
            weights[size] = 0.25
            print("new size", missing)
        totals["seen"] += 1
    return counts, weights


def remember(counts):
    def add(key, by):
        counts[key] = counts.get(key, 0) + by
        return counts[key]

    return add


def pieces(words):
    for word in words:
        if word == "stop":
            raise ValueError("stopped")
        yield word[:2]


class Board:
    def __init__(self):
        self.scores = {}

    def score(self, name, points):
        self.scores[name] = self.scores.get(name, 0) + points
        mine = self.scores
        mine[name] += points
        return self.scores[name]


async def main():
    for word, number in sorted(tally(TEXT, 3).items()):
        print(f"{word:12} {number}")
    counts, weights = lengths(TEXT)
    print(counts, weights, totals)
    print([word for word in " a  b c ".split()], {w: len(w) for w in "grün\u2003blau é".split()})
    add = remember({"a": 1})
    print(add("a", 5), add("b", -2), add("b", 7))
    print("-".join(pieces("some more words".split())))
    try:
        print("-".join(pieces("some stop words".split())))
    except ValueError as error:
        print("failed:", error)
    board = Board()
    print(board.score("ann", 4), board.score("bob", 1), board.score("ann", 2), board.scores)
    big = {"n": 2**62}
    key = "n"
    big[key] -= 1
    big[key] = big.get(key, 0) - 5
    print(big, "".join([]), ", ".join(w.upper() for w in ("x y " * 3).split()))
    await asyncio.sleep(0)
    print("xxaxx".strip("x"), "..short text..".rstrip("."), "\t \n".strip() == "", "[" + "  a much longer text  ".lstrip() + "]")


asyncio.run(main())
