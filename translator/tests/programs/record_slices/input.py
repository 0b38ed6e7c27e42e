"""Lines of fixed width, cut with slices that have names."""
NAME = slice(0, 8)
CITY = slice(8, 16)
AMOUNT = slice(16, None)

LINES = ["ann     oslo      12.50", "bob     rome       7.25", "cyd     lima     100.00"]


class Window:
    """A view of a list that can be sliced itself."""

    def __init__(self, items):
        self.items = list(items)

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return Window(self.items[index])
        return self.items[index]

    def __repr__(self):
        return f"Window({self.items})"


def parse(line):
    return line[NAME].strip(), line[CITY].strip(), float(line[AMOUNT])


records = [parse(line) for line in LINES]
for name, city, amount in records:
    print(f"{name:<5}|{city:^8}|{amount:>8.2f}")
print(NAME, AMOUNT, NAME.stop, AMOUNT.stop, CITY.indices(12), slice(5), slice(None, None, -1))

w = Window(range(10))
print(w[2], w[-1], w[2:5], w[::3], len(w[4:]), w[::-1][0])

numbers = list(range(12))
evens = slice(None, None, 2)
print(numbers[evens], "abcdefg"[evens], tuple(numbers)[evens], range(12)[evens])
numbers[2:5] = ["x"]
print(numbers)
numbers[::4] = [0, 0, 0]
del numbers[1::3]
print(numbers, numbers[-3:], numbers[100:], numbers[5:2])
step = None
print("hello"[1:None:step], b"bytes"[1:3], [1, 2, 3][slice(1, 2)])
head, *middle, tail = (1, "two", 3.0, None)
first, (second, *rest), *_ = [0, ("a", "b", "c"), 2, 3]
print(head, middle, tail, first, second, rest, _)
rows = [[1, 2, 3], [4, 5, 6]]
(a, *b), (c, *d) = rows
print(a, b, c, d, [*b, *d], (*b, 0), {*b, 2}, [list(col) for col in zip(*rows)])
