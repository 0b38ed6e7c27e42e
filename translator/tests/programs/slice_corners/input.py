"""All the ways to cut a sequence."""

letters = list("abcdefgh")
text = "abcdefgh"
numbers = tuple(range(8))


def show(label, value):
    print(f"{label:<14}", value)


show("[2:5]", text[2:5])
show("[:3]", text[:3])
show("[5:]", text[5:])
show("[-3:]", text[-3:])
show("[:-3]", text[:-3])
show("[-5:-2]", text[-5:-2])
show("[5:2]", repr(text[5:2]))
show("[::2]", text[::2])
show("[1::2]", text[1::2])
show("[::-1]", text[::-1])
show("[::-3]", text[::-3])
show("[6:1:-2]", text[6:1:-2])
show("[1:6:-1]", repr(text[1:6:-1]))
show("[-2::-2]", text[-2::-2])
show("[:3:-1]", text[:3:-1])
show("[-100:100]", text[-100:100])
show("[100:]", repr(text[100:]))
show("[:-100]", repr(text[:-100]))
show("[100::-4]", text[100::-4])
show("[None:None]", letters[None:None] == letters)
show("tuple", numbers[1:-1:3])
show("range", range(20)[3:15:4])
show("range rev", range(10)[::-1])

for step in (1, 2, -1, -2):
    row = []
    for start in (None, 0, 3, -3, 20):
        row.append("".join(letters[start:None:step]) or "-")
    print(step, row)

window = slice(1, None, 2)
print(window, window.start, window.stop, window.step, letters[window], text[window])
copy = letters[:]
copy.append("!")
print(len(letters), len(copy), copy is letters, copy[:-1] == letters)
letters[2:4] = ["X"]
print(letters)
letters[1:1] = ["i", "j"]
print(letters)
letters[::3] = "..."
print(letters)
del letters[::2]
print(letters)
letters[-2:] = []
print(letters)
try:
    letters[::2] = [1, 2, 3, 4, 5]
except ValueError as e:
    print(e)
try:
    text[::0]
except ValueError as e:
    print(e)
try:
    print(numbers[8])
except IndexError as e:
    print(e)
