for i in range(3):
    print(i, end=" ")
print()
for i in range(10, 0, -3):
    print(i, end=" ")
print("| i is", i)
print(list(range(5, 5)), list(range(5, 1)), list(range(-3, 3, 2)), list(range(0, -5, -2)))

r = range(2, 20, 4)
print(r, len(r), r[0], r[-1], r[1:3], r.start, r.stop, r.step, 10 in r, 12 in r, r.index(14), r.count(3))
print(range(0, 3, 2) == range(0, 4, 2), range(3) == [0, 1, 2], list(range(3)) == [0, 1, 2], max(r), min(r), sum(r), bool(range(0)))
print(sum(range(1, 101)), len(range(10 ** 12)), 10 ** 11 in range(10 ** 12), range(10 ** 20)[-1])

countdown = 5
while countdown:
    countdown -= 1
    if countdown == 3:
        continue
    print(countdown, end=",")
print("liftoff")

for row in range(1, 5):
    print(" " * (4 - row) + "*" * (2 * row - 1))

for i in range(3):
    i *= 10
    print(i, end=" ")
print()

table = ""
for a in range(1, 6):
    for b in range(1, 6):
        if b > a:
            break
        table += f"{a * b:3}"
    table += "\n"
print(table, end="")

values = [x / 10 for x in range(0, 10, 3)]
print(values, [round(v * 3, 1) for v in values])
for bad in (0, 1.5):
    try:
        range(1, 10, bad)
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
try:
    r[5]
except IndexError as e:
    print(e)
for _ in range(-5):
    print("never")
else:
    print("nothing to do")
