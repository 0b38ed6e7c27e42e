"""Writes deque.txt, counter.txt, ordered.txt and heapq.txt: operations one after the other, what each gives, and what is then there."""
import bisect
import heapq
import pathlib
import random
from collections import Counter, OrderedDict, deque

random.seed(7)
BIG = 2**63 - 1


def word(value):
    if value is None:
        return "-"
    if isinstance(value, list):
        return ",".join(map(str, value)) or "e"
    return str(value)


def number():
    return random.randrange(6)


def some():
    return [number() for _ in range(random.choice([0, 1, 2, 3, 4, 6]))]


def record(file, count, operations, state, common=()):
    lines = []
    while len(lines) < count:
        name = random.choice([*operations, *common])
        run, make = operations[name]
        arguments = make()
        try:
            answer = repr(run(*arguments))
        except Exception as exc:
            answer = repr(exc)
        lines.append(f"{' '.join([name, *map(word, arguments)])} => {answer} ; {state()!r}")
    pathlib.Path(__file__).with_name(file).write_text("\n".join(lines) + "\n")


items = deque()
iters = [iter(items), reversed(items)]


def index():
    return random.choice([0, 1, 2, -1, -2, len(items), -len(items), len(items) - 1, 100, -100, BIG, -BIG - 1])


def new(values, most):
    global items
    items = deque(values, most)


def start(which):
    iters[which] = [lambda: iter(items), lambda: reversed(items)][which]()


def times(count):
    global items
    items *= count


def set_item(at, value):
    items[at] = value


def del_item(at):
    del items[at]


record("deque.txt", 2500, {
    "new": (new, lambda: [some(), random.choice([None, None, 0, 3, 5, -1])]),
    "append": (lambda value: items.append(value), lambda: [number()]),
    "appendleft": (lambda value: items.appendleft(value), lambda: [number()]),
    "extend": (lambda values: items.extend(values), lambda: [some()]),
    "extendleft": (lambda values: items.extendleft(values), lambda: [some()]),
    "extend_self": (lambda: items.extend(items) if len(items) < 9 else None, lambda: []),
    "pop": (lambda: items.pop(), lambda: []),
    "popleft": (lambda: items.popleft(), lambda: []),
    "rotate": (lambda count: items.rotate(count), lambda: [random.choice([0, 1, -1, 2, 7, -9, BIG, -BIG - 1])]),
    "reverse": (lambda: items.reverse(), lambda: []),
    "count": (lambda value: items.count(value), lambda: [number()]),
    "contains": (lambda value: value in items, lambda: [number()]),
    "index": (lambda value: items.index(value), lambda: [number()]),
    "index_within": (lambda value, start, stop: items.index(value, start, stop), lambda: [number(), index(), index()]),
    "insert": (lambda at, value: items.insert(at, value), lambda: [index(), number()]),
    "remove": (lambda value: items.remove(value), lambda: [number()]),
    "get": (lambda at: items[at], lambda: [index()]),
    "set": (set_item, lambda: [index(), number()]),
    "delete": (del_item, lambda: [index()]),
    "copy": (lambda: items.copy(), lambda: []),
    "concat": (lambda values: items + deque(values), lambda: [some()]),
    "repeat": (lambda count: items * count, lambda: [random.choice([0, 1, 2, 3, -1])]),
    "imul": (times, lambda: [random.choice([0, 1, 2, 1]) if len(items) < 9 else 0]),
    "equal": (lambda values: [items == deque(values), items < deque(values), items >= deque(values)],
              lambda: [random.choice([[*items], [*items][:2], some()])]),
    "start": (start, lambda: [random.randrange(2)]),
    "next": (lambda which: next(iters[which], None), lambda: [random.randrange(2)]),
}, lambda: items, ["next", "next", "next", "append", "popleft", "extend"])

counter = Counter()


def counts():
    return [random.randrange(-3, 6) for _ in range(random.choice([0, 2, 4, 6]))]


def of(values):
    return Counter({at % 5: value for at, value in enumerate(values)})


def in_place(name):
    def run(values):
        global counter
        counter = getattr(counter, name)(of(values))
    return run


def set_count(key, value):
    counter[key] = value


def del_count(key):
    del counter[key]


record("counter.txt", 1500, {
    "update": (lambda values: counter.update(values), lambda: [some()]),
    "update_counts": (lambda values: counter.update(of(values)), lambda: [counts()]),
    "subtract": (lambda values: counter.subtract(values), lambda: [some()]),
    "subtract_counts": (lambda values: counter.subtract(of(values)), lambda: [counts()]),
    "get": (lambda key: counter[key], lambda: [number()]),
    "set": (set_count, lambda: [number(), number()]),
    "delete": (del_count, lambda: [number()]),
    "pop": (lambda key: counter.pop(key), lambda: [number()]),
    "total": (lambda: counter.total(), lambda: []),
    "most_common": (lambda count: counter.most_common(count), lambda: [random.choice([None, 0, 1, 2, 3, 9, -1])]),
    "elements": (lambda: list(counter.elements()), lambda: []),
    "items": (lambda: counter.items(), lambda: []),
    "plus": (lambda values: counter + of(values), lambda: [counts()]),
    "minus": (lambda values: counter - of(values), lambda: [counts()]),
    "or": (lambda values: counter | of(values), lambda: [counts()]),
    "and": (lambda values: counter & of(values), lambda: [counts()]),
    "positive": (lambda: +counter, lambda: []),
    "negative": (lambda: -counter, lambda: []),
    "iplus": (in_place("__iadd__"), lambda: [counts()]),
    "iminus": (in_place("__isub__"), lambda: [counts()]),
    "ior": (in_place("__ior__"), lambda: [counts()]),
    "iand": (in_place("__iand__"), lambda: [counts()]),
    "compare": (lambda values: [counter == of(values), counter < of(values), counter <= of(values),
                                counter > of(values), counter >= of(values)], lambda: [counts()]),
    "copy": (lambda: counter.copy(), lambda: []),
}, lambda: counter)

ordered = OrderedDict()
ordered_iters = [iter(ordered), iter(ordered.items())]


def set_ordered(key, value):
    ordered[key] = value


def del_ordered(key):
    del ordered[key]


def restart():
    ordered_iters[:] = [reversed(ordered), iter(ordered.items())]


record("ordered.txt", 1500, {
    "set": (set_ordered, lambda: [random.randrange(12), number()]),
    "delete": (del_ordered, lambda: [number()]),
    "get": (lambda key: ordered[key], lambda: [number()]),
    "pop": (lambda key: ordered.pop(key), lambda: [number()]),
    "popitem": (lambda last: ordered.popitem(last=bool(last)), lambda: [random.randrange(2)]),
    "move_to_end": (lambda key, last: ordered.move_to_end(key, last=bool(last)), lambda: [number(), random.randrange(2)]),
    "setdefault": (lambda key, value: ordered.setdefault(key, value), lambda: [number(), number()]),
    "equal": (lambda key: [ordered == OrderedDict(reversed(ordered.items())), ordered == dict(reversed(ordered.items())),
                           ordered == OrderedDict(ordered)], lambda: [number()]),
    "reversed": (lambda: list(reversed(ordered)), lambda: []),
    "items": (lambda: ordered.items(), lambda: []),
    "values": (lambda: ordered.values(), lambda: []),
    "copy": (lambda: ordered.copy(), lambda: []),
    "restart": (restart, lambda: []),
    "next": (lambda: next(ordered_iters[0], None), lambda: []),
    "next_item": (lambda: next(ordered_iters[1], None), lambda: []),
}, lambda: ordered, ["set", "set", "set", "next", "next", "next", "next_item", "next_item", "move_to_end"])

heap = []


def value():
    return random.randrange(30)


def values():
    return [value() for _ in range(random.choice([0, 1, 2, 5, 12]))]


def refill(new):
    heap[:] = new
    heapq.heapify(heap)


def sort():
    heap.sort()


record("heapq.txt", 2000, {
    "push": (lambda item: heapq.heappush(heap, item), lambda: [value()]),
    "pop": (lambda: heapq.heappop(heap), lambda: []),
    "pushpop": (lambda item: heapq.heappushpop(heap, item), lambda: [value()]),
    "replace": (lambda item: heapq.heapreplace(heap, item), lambda: [value()]),
    "refill": (refill, lambda: [values() + values()]),
    "nlargest": (lambda count, new: heapq.nlargest(count, new), lambda: [random.randrange(-1, 6), values()]),
    "nsmallest": (lambda count, new: heapq.nsmallest(count, new), lambda: [random.randrange(-1, 6), values()]),
    "nlargest_key": (lambda count, new: heapq.nlargest(count, new, key=lambda item: item // 5),
                     lambda: [random.randrange(-1, 6), values()]),
    "nsmallest_key": (lambda count, new: heapq.nsmallest(count, new, key=lambda item: item // 5),
                      lambda: [random.randrange(-1, 6), values()]),
    "merge": (lambda one, two, three, reverse: list(heapq.merge(one, two, three, reverse=bool(reverse))),
              lambda: (lambda reverse: [*(sorted(values(), reverse=bool(reverse)) for _ in range(3)), reverse])(
                  random.randrange(2))),
    "merge_key": (lambda one, two, three: list(heapq.merge(one, two, three, key=lambda item: item // 5)),
                  lambda: [values(), values(), values()]),
    "sort": (sort, lambda: []),
    "bisect_left": (lambda item, start, stop: bisect.bisect_left(heap, item, start, stop),
                    lambda: [value(), random.choice([0, 0, 1, -1]), random.choice([None, None, 2, 50])]),
    "bisect_right": (lambda item, start, stop: bisect.bisect_right(heap, item, start, stop),
                     lambda: [value(), random.choice([0, 0, 1, -1]), random.choice([None, None, 2, 50])]),
    "bisect_key": (lambda item: [bisect.bisect_left(heap, item, key=lambda item: item // 5),
                                 bisect.bisect_right(heap, item, key=lambda item: item // 5)], lambda: [number()]),
    "insort_left": (lambda item: bisect.insort_left(heap, item), lambda: [value()]),
    "insort_right": (lambda item: bisect.insort(heap, item), lambda: [value()]),
    "insort_key": (lambda item: bisect.insort_left(heap, item, key=lambda item: item // 5), lambda: [value()]),
}, lambda: heap, ["push", "push", "pop", "replace"])
