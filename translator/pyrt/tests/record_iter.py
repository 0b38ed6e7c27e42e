"""Writes iter.txt: what ranges, the builtin functions over iterables and the module itertools give."""
import itertools
import pathlib
import random

random.seed(6)
BIG = 2**63 - 1
lines = []


def word(value):
    if value is None:
        return "-"
    if isinstance(value, list):
        return ",".join(map(str, value)) or "e"
    return str(value)


def case(name, run, *arguments):
    try:
        answer = repr(run(*arguments))
    except Exception as exc:
        answer = repr(exc)
    lines.append(f"{' '.join([name, *map(word, arguments)])} => {answer}")


def some(most=5):
    return [random.randrange(-3, 8) for _ in range(random.randrange(most + 1))]


def small():
    return [random.randrange(5) for _ in range(random.randrange(5))]


EDGES = [0, 1, -1, 2, 5, -5, 7, 10]


def edge():
    return random.choice([*EDGES, *EDGES, BIG, -BIG - 1])


for _ in range(230):
    start, stop = random.choice(EDGES), random.choice(EDGES)
    step = random.choice([1, 1, 2, 3, -1, -2, 0, BIG, -BIG])
    case("range", lambda *bounds: list(range(*bounds)), start, stop, step)
    case("range_reversed", lambda *bounds: list(reversed(range(*bounds))), start, stop, step)
    case("range_repr", lambda *bounds: range(*bounds), start, stop, step)
    case("range_facts", lambda a, b, c, value: [len(range(a, b, c)), int(value in range(a, b, c)), int(bool(range(a, b, c)))],
         start, stop, step, edge())
    case("range_index", lambda a, b, c, value: range(a, b, c).index(value), start, stop, step, random.choice(EDGES))
    case("range_get", lambda a, b, c, value: range(a, b, c)[value], start, stop, step, edge())
    case("range_slice", lambda a, b, c, d, e, f: range(a, b, c)[d:e:f], start, stop, random.choice([1, 2, -1, -3]),
         random.choice([None, edge()]), random.choice([None, edge()]), random.choice([None, 1, 2, -1, -2, 0]))
    case("range_equal", lambda a, b, c, d, e, f: range(a, b, c) == range(d, e, f), start, stop, step or 1,
         start, random.choice(EDGES), random.choice([1, 2, -1]))
for start, stop, step in ((-BIG - 1, BIG, 1), (-BIG - 1, BIG, 2), (BIG, -BIG - 1, -1), (0, BIG, 1), (BIG - 2, BIG, 1)):
    case("range_len", lambda *bounds: len(range(*bounds)), start, stop, step)
    case("range_get", lambda a, b, c, value: range(a, b, c)[value], start, stop, step, -1)
    case("range_facts_big", lambda a, b, c, value: [value in range(a, b, c), value + 1 in range(a, b, c)],
         start, stop, step, 4)

for _ in range(250):
    one, two, three = some(), some(), some()
    case("enumerate", lambda values, start: list(enumerate(values, start)), one, random.randrange(-3, 4))
    case("zip", lambda a, b: list(zip(a, b)), one, two)
    case("zip_three", lambda a, b, c: list(zip(a, b, c, strict=True)), one, two, three)
    case("zip_two", lambda a, b: list(zip(a, b, strict=True)), one, two)
    case("zip_all", lambda a, b, c: list(zip(*[a, b, c], strict=True)), one, two, three)
    case("zip_left", lambda a, b: (lambda left: (list(zip(left, b)), list(left)))(iter(a)), one, two)
    case("map", lambda values: list(map(lambda value: value * 2, values)), one)
    case("filter", lambda values: list(filter(lambda value: value % 2, values)), one)
    case("filter_true", lambda values: list(filter(None, values)), one)
    case("sum", lambda values, start: sum(values, start), one, random.randrange(5))
    case("min", lambda values: min(values), one)
    case("max", lambda values: max(values), one)
    case("min_key", lambda values: min(values, key=lambda value: value % 3), one)
    case("max_key", lambda values: max(values, key=lambda value: value % 3), one)
    case("min_or", lambda values: min(values, default=None), one)
    case("any", lambda values: any(values), one)
    case("all", lambda values: all(values), one)
    case("sorted", lambda values, reverse: sorted(values, reverse=bool(reverse)), one, random.randrange(2))
    case("sorted_key", lambda values, reverse: sorted(values, key=lambda value: value % 3, reverse=bool(reverse)),
         one, random.randrange(2))

I = itertools
for _ in range(120):
    one, two, three = small(), small(), small()
    count = random.randrange(-1, 6)
    case("count", lambda start, step: list(I.islice(I.count(start, step), 4)), random.choice(EDGES), random.choice(EDGES))
    case("cycle", lambda values: list(I.islice(I.cycle(values), 9)), one)
    case("repeat", lambda value, times: list(I.repeat(value, times)), 3, count)
    case("chain", lambda a, b: list(I.chain(a, b)), one, two)
    case("chain_all", lambda a, b, c: list(I.chain.from_iterable([a, b, c])), one, two, three)
    bounds = [random.choice([None, 0, 1, 2, 5, -1, -2, 9]) for _ in range(3)]
    case("islice", lambda values, *bounds: (lambda left: (list(I.islice(left, *bounds)), list(left)))(iter(values)),
         some(9), *bounds)
    case("takewhile", lambda values: list(I.takewhile(lambda value: value < 3, values)), one)
    case("dropwhile", lambda values: list(I.dropwhile(lambda value: value < 3, values)), one)
    case("filterfalse", lambda values: list(I.filterfalse(lambda value: value < 3, values)), one)
    case("compress", lambda a, b: list(I.compress(a, b)), one, two)
    case("accumulate", lambda values: list(I.accumulate(values)), one)
    case("accumulate_from", lambda values, initial: list(I.accumulate(values, lambda a, b: a * b, initial=initial)),
         one, 2)
    case("pairwise", lambda values: list(I.pairwise(values)), one)
    case("zip_longest", lambda a, b: list(I.zip_longest(a, b)), one, two)
    case("zip_longest_all", lambda a, b, c: list(I.zip_longest(a, b, c, fillvalue=9)), one, two, three)
    case("tee", lambda values, count: [list(each) for each in I.tee(values, count)], one, random.randrange(-1, 4))
    case("groupby", lambda values: [(key, list(group)) for key, group in I.groupby(values, lambda value: value // 2)],
         some(9))
    case("groupby_late", lambda values: [(key, list(group)) for key, group in list(I.groupby(values))], some(9))
    case("groupby_first", lambda values: [(key, next(group)) for key, group in I.groupby(values, lambda value: value // 2)],
         some(9))
    case("product", lambda a, b, c: list(I.product(a, b, c)), one[:3], two[:3], three[:3])
    case("product_pair", lambda a, b: list(I.product(a, b)), one, two)
    case("product_repeat", lambda values, repeat: list(I.product(values, repeat=repeat)), one[:3],
         random.randrange(-1, 4))
    case("permutations", lambda values, count: list(I.permutations(values, count)), one,
         random.choice([None, -1, 0, 1, 2, 3, 5]))
    case("combinations", lambda values, count: list(I.combinations(values, count)), one, count)
    case("combinations_with_replacement", lambda values, count: list(I.combinations_with_replacement(values, count)),
         one, min(count, 3))
# Each case once, and not too much of those that are all alike.
lines = list(dict.fromkeys(line for line in lines if len(line) < 900))
pathlib.Path(__file__).with_name("iter.txt").write_text("\n".join(lines) + "\n")
