import asyncio


class Node:
    def __init__(self, name, beats, every):
        self.name = name
        self.beats = beats
        self.every = every

    async def run(self, monitor):
        for _ in range(self.beats):
            monitor.beat(self.name)
            await asyncio.sleep(self.every)


class Monitor:
    def __init__(self, timeout):
        self.timeout = timeout
        self.timers = {}
        self.counts = {}
        self.dead = []
        self.all_dead = asyncio.Event()

    def beat(self, name):
        if name in self.timers:
            self.timers[name].cancel()
        else:
            print("first beat of", name)
        self.counts[name] = self.counts.get(name, 0) + 1
        self.timers[name] = asyncio.get_running_loop().call_later(self.timeout, self.lost, name)

    def lost(self, name):
        print(f"lost {name} after {self.counts[name]} beats")
        del self.timers[name]
        self.dead.append(name)
        if not self.timers:
            self.all_dead.set()


async def main():
    monitor = Monitor(timeout=0.08)
    nodes = [Node("alpha", 5, 0.03), Node("beta", 1, 0.02), Node("gamma", 4, 0.02)]
    running = [asyncio.create_task(n.run(monitor)) for n in nodes]
    await asyncio.sleep(0.01)
    print("watching", list(monitor.timers))
    await asyncio.gather(*running)
    await monitor.all_dead.wait()
    print(monitor.dead, monitor.counts, sum(monitor.counts.values()))


asyncio.run(main())
