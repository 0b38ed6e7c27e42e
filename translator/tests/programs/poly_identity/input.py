"""Whatever a function keeps, it keeps once, however many types it is used with."""

calls = 0
log = []


def tracked(value):
    global calls
    calls += 1
    log.append(tracked.__name__)
    return [value]


def remember(value, seen=[]):
    seen.append(str(value))
    return len(seen)


class Registry:
    created = 0
    names = []

    def __init__(self, value):
        self.value = value
        Registry.created += 1
        Registry.names.append(str(value))

    def get(self):
        return self.value


class Pair:
    def __init__(self, left, right):
        self.left = left
        self.right = right

    def __repr__(self):
        return f"<{self.__class__.__name__} {self.left} {self.right}>"


def make_counter(start):
    count = [start]

    def add(step):
        count[0] += step
        return count[0]

    return add


print(tracked(1)[0] + 1, tracked("a")[0].upper(), tracked(2.5)[0] / 2, calls, log)
print(remember(1), remember("b"), remember(None))
one, other = Registry(1), Registry("two")
print(one.get(), other.get(), Registry.created, Registry.names, one.created)
print(Pair(1, "a"), Pair("b", 2.5), isinstance(Pair(1, 2), Pair))
up, down = make_counter(10), make_counter(0.5)
print(up(1), up(2), down(0.25), down(0.25))
print(tracked.__name__, remember.__name__, Pair.__name__, type(Pair("x", [1])).__name__)
