class Signal:
    def __init__(self, name):
        self.name = name
        self.slots = []

    def connect(self, slot=None, *, priority=0):
        def decorator(fn):
            self.slots.append((priority, len(self.slots), fn))
            return fn
        if slot is not None:
            return decorator(slot)
        return decorator

    def send(self, *args):
        out = []
        for _, _, slot in sorted(self.slots, key=lambda t: (t[0], t[1])):
            out.append(slot(*args))
        return out


changed = Signal("changed")


@changed.connect
def first(value):
    print("first", value)
    if value > 0:
        changed.send(value - 1)
    return value


@changed.connect(priority=-1)
def second(value):
    print("second", value)
    return value * 2


changed.connect(lambda v: v + 100, priority=5)
print(changed.send(2))
print(first.__name__, len(changed.slots))
