"""Which stops the lines of a town share."""
LINES = {
    "red": {1, 2, 3, 5, 8, 13},
    "blue": {2, 4, 8, 16, 32},
    "green": {1, 3, 8, 32, 64},
}

everywhere = set.intersection(*LINES.values())
all_stops = set().union(*LINES.values())
print(everywhere, sorted(all_stops), len(all_stops))
print(LINES["red"] & LINES["blue"], sorted(LINES["red"] ^ LINES["green"]), sorted(LINES["red"] - LINES["blue"]))
print(LINES["red"].union([100], (101,)) >= LINES["red"], {8} < everywhere, {8} <= everywhere, {7}.isdisjoint(all_stops))

names = {"ann", "bob", "cyd"}
others = {"bob", "dan"}
print(sorted(names | others), sorted(names & others), len(names ^ others), "ann" in names, names == {"cyd", "bob", "ann"})
names.update(others, ["eve"])
names.difference_update({"ann"}, {"cyd"})
names.discard("nobody")
print(sorted(names), min(names), max(names))
try:
    names.remove("zoe")
except KeyError as exc:
    print("KeyError", exc)

pairs = frozenset([(1, 2), (2, 3)])
seen = {pairs: "walk"}
print(seen[frozenset([(2, 3), (1, 2)])], (1, 2) in pairs, pairs | {(3, 4)} == {(1, 2), (2, 3), (3, 4)})
lengths = {len(name) for name in names}
print(lengths, sum(lengths), any(n > 3 for n in lengths), sorted(lengths, reverse=True))
numbers = set(range(5))
numbers |= {10, 20}
numbers &= {0, 2, 10, 20, 30}
numbers -= {20}
numbers ^= {2, 3}
print(numbers, numbers.pop() in {0, 3, 10}, len(numbers))
print(sum([[1], [2, 3]], []), sum([1.5, 2]), sum([], 10), sum((n for n in [1, 2]), 0.5))
print(3.0 in numbers or 3 in range(5), 2.5 in range(5), "x" in range(3), [1, 2] == [1.0, 2.0], (1,) == [1])
