def mean(values):
    assert values, "no values given"
    assert all(isinstance(v, (int, float)) for v in values), f"odd values: {values}"
    return sum(values) / len(values)


print(mean([1, 2, 4.5]))
print(mean([True]))
try:
    mean(["x"])
except AssertionError as e:
    print("AssertionError:", e)
try:
    assert 1 + 1 == 3
except AssertionError as e:
    print(repr(e), repr(str(e)), e.args)
try:
    assert False, ("a", 1)
except AssertionError as e:
    print(e, e.args)
print("now the last one", end="")
mean([])
print("unreachable")
