import asyncio


class Multiplier:
    def __init__(self, factor):
        self.factor = factor

    def __call__(self, x):
        return x * self.factor


class Pipeline:
    def __init__(self, *stages):
        self.stages = list(stages)

    def __or__(self, stage):
        return Pipeline(*self.stages, stage)

    def __call__(self, value):
        for stage in self.stages:
            value = stage(value)
        return value

    def __len__(self):
        return len(self.stages)


class Replace:
    used = 0

    def __init__(self, **table):
        self.table = table

    def __call__(self, text):
        for old, new in self.table.items():
            Replace.used += text.count(old)
            text = text.replace(old, new)
        return text


class Accumulator:
    def __init__(self):
        self.seen = []

    async def __call__(self, item):
        await asyncio.sleep(0)
        self.seen.append(item)
        return len(self.seen)


async def main():
    triple = Multiplier(3)
    print(triple(4), triple("ab"), triple([0]), list(map(triple, (1, 2.5))))
    clean = Pipeline(str.strip) | Replace(a="4", e="3") | str.upper
    shout = clean | (lambda s: s + "!") | Multiplier(2)
    print(clean(" leet haxe "), shout("abc"), len(clean), len(shout), Pipeline()(None))
    print(Replace.used, callable(clean), callable(triple.factor), [callable(s) for s in shout.stages])
    collect = Accumulator()
    print([await collect(x) for x in "xyz"], collect.seen)
    print(await asyncio.gather(collect(1), collect(2)), collect.seen)
    handlers = {"double": Multiplier(2), "len": len, "id": lambda x: x}
    for name in sorted(handlers):
        print(name, handlers[name]("ab"), type(handlers[name]).__name__)
    try:
        triple.factor(1)
    except TypeError as e:
        print(e)


asyncio.run(main())
