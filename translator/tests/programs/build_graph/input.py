import asyncio

TARGETS = {
    "app": ["ui", "core", "net"],
    "ui": ["core", "icons"],
    "net": ["core", "tls"],
    "core": [],
    "icons": [],
    "tls": ["core"],
}


class CycleError(Exception):
    def __init__(self, path):
        super().__init__(" -> ".join(path))


class Builder:
    def __init__(self, targets, costs=None):
        self.targets = targets
        self.costs = costs or {}
        self.tasks = {}
        self.finished = []

    def check(self, name, path=()):
        if name in path:
            raise CycleError([*path[path.index(name):], name])
        for dep in self.targets[name]:
            self.check(dep, (*path, name))

    def build(self, name):
        if name not in self.tasks:
            self.tasks[name] = asyncio.create_task(self._build(name), name=name)
        return self.tasks[name]

    async def _build(self, name):
        deps = self.targets[name]
        sizes = await asyncio.gather(*map(self.build, deps))
        await asyncio.sleep(self.costs.get(name, 0))
        self.finished.append(name)
        size = sum(sizes) + len(name)
        print(f"built {name:<6}{'(' + ', '.join(deps) + ')' if deps else '':<18} size {size}")
        return size


async def main():
    builder = Builder(TARGETS, {"core": 0.02, "icons": 0.12, "tls": 0.02})
    builder.check("app")
    total = await builder.build("app")
    print("total", total, "tasks", len(builder.tasks))
    position = {name: i for i, name in enumerate(builder.finished)}
    print("order ok:", all(position[d] < position[t] for t, deps in TARGETS.items() for d in deps))

    cyclic = dict(TARGETS, core=["icons"], icons=["tls"])
    try:
        Builder(cyclic).check("app")
    except CycleError as e:
        print("cycle:", e)
    try:
        await Builder({"a": ["b"]}).build("a")
    except KeyError as missing:
        print("no target", missing)


asyncio.run(main())
