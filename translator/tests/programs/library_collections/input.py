from collections import Counter, OrderedDict, defaultdict, deque
import copy


def main():
    line = deque(maxlen=3)
    for n in range(5):
        line.append(n)
    print(line, line.maxlen, len(line))
    line.appendleft(9)
    line.extendleft([7, 8])
    print(line, 7 in line, line.count(7), line.index(7))
    more = deque([3, 1, 2])
    more.rotate()
    more.insert(1, 10)
    more.remove(10)
    more.reverse()
    print(more, list(reversed(more)), more.copy() == more)
    counts = Counter("mississippi")
    print(counts, counts.most_common(2), counts.most_common(), counts["q"], counts.total())
    counts.update("miss")
    counts.subtract("pp")
    print(sorted(counts.elements()), counts)
    words = Counter(["a", "b", "a"])
    print(words.get("a"), words.get("z", 0), dict(words), sorted(words.items()))
    for word, count in words.most_common():
        print(word, count)
    named = Counter(red=2, blue=1)
    print(named, sum(named.values()))
    groups = defaultdict(list)
    for word in ["apple", "avocado", "bean"]:
        groups[word[0]].append(word)
    print(groups, dict(groups), groups.get("z"), "z" in groups)
    tally = defaultdict(int)
    for letter in "hello":
        tally[letter] += 1
    print(sorted(tally.items()), len(tally))
    nested = defaultdict(lambda: [0, 0])
    nested["x"][0] += 5
    print(dict(nested))
    order = OrderedDict()
    order["one"] = 1
    order["two"] = 2
    order["three"] = 3
    order.move_to_end("one")
    print(order, list(order), order.popitem(last=False), order.popitem())
    made = OrderedDict([("k", 1), ("l", 2)])
    made.move_to_end("l", last=False)
    print(made)
    frozen = frozenset([3, 1, 2, 3])
    print(len(frozen), 3 in frozen, sorted(frozen), frozen == frozenset((1, 2, 3)), sorted(frozen.union([9])))
    print(frozenset(), frozenset({1}), sorted(frozen.intersection({1, 5})), frozen.issubset([1, 2, 3, 4]))
    squares = dict.fromkeys(["a", "b"], 0)
    print(squares, dict.fromkeys("xy"))
    rows = [[1, 2], [3]]
    flat = copy.copy(rows)
    deep = copy.deepcopy(rows)
    rows[0].append(5)
    print(flat, deep)
    values = [5, 1, 5, 2]
    print(values.index(5, 1), values.index(5, 1, 3), (1, 2, 1).count(1), (4, 5).index(5))
    left = {1, 2, 3}
    left.intersection_update([2, 3, 4])
    left.symmetric_difference_update({3, 8})
    print(left, left.union([1], [5]), left.difference([2]))
    span = range(2, 20, 3)
    print(span.start, span.stop, span.step, span.index(8), span.count(5), span.count(6))


main()
