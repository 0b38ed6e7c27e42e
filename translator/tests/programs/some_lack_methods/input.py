class Part:
    def __init__(self, name, weight):
        self.name = name
        self.weight = weight

    def __repr__(self):
        return f"{type(self).__name__}({self.name})"


class Box(Part):
    def __init__(self, name, *parts):
        super(Box, self).__init__(name, 0)
        self.parts = list(parts)

    def __len__(self):
        return len(self.parts)

    def __getitem__(self, index):
        return self.parts[index]

    def __lt__(self, other):
        return self.total() < other.weight

    def __add__(self, other):
        return Box(f"{self.name}+{other.name}", self, other)

    def __call__(self, factor):
        return self.total() * factor

    def total(self):
        return sum(part.weight for part in self.parts)


class Screw(Part):
    def __init__(self, name):
        super(Screw, self).__init__(name, 2)

    def __neg__(self):
        return -self.weight

    def __enter__(self):
        print("turning", self.name)
        return self

    def __exit__(self, kind, exc, trace):
        print("turned", self.name)
        return False


def tried(label, run):
    try:
        print(label, run())
    except TypeError as error:
        print(label, "TypeError:", error)


def used(part):
    with part as thing:
        return thing.name


def main():
    screws = [Screw("a"), Screw("b")]
    box = Box("box", *screws)
    for part in [box] + screws[:1]:
        tried("len", lambda: len(part))
        tried("item", lambda: part[0])
        tried("call", lambda: part(3))
        tried("less", lambda: part < screws[1])
        tried("greater", lambda: part > screws[1])
        tried("add", lambda: part + screws[1])
        tried("minus", lambda: -part)
        tried("with", lambda: used(part))
    tried("sorted", lambda: sorted(screws))


main()


class Tray:
    pass


class Plate(Tray):
    pass


class Shelf(Tray):
    def __init__(self, *names):
        self.names = list(names)

    def __delitem__(self, place):
        del self.names[place]

    def __setitem__(self, place, name):
        self.names[place] = name

    def __iter__(self):
        return iter(self.names)


def changed(part):
    try:
        part[0] = "c"
    except TypeError as error:
        print("TypeError:", error)
    try:
        del part[1]
    except TypeError as error:
        print("TypeError:", error)
    try:
        print(list(part))
    except TypeError as error:
        print("TypeError:", error)


for part in (Shelf("a", "b"), Plate()):
    changed(part)
