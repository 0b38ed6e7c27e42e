"""Discrete event simulation with generators and a virtual clock, no real waiting."""
import heapq
import itertools


class Environment:
    def __init__(self):
        self.now = 0
        self._heap = []
        self._ids = itertools.count()

    def process(self, gen):
        self._schedule(0, gen)

    def _schedule(self, delay, gen, value=None):
        heapq.heappush(self._heap, (self.now + delay, next(self._ids), gen, value))

    def run(self, until=float("inf")):
        while self._heap and self._heap[0][0] <= until:
            self.now, _, gen, value = heapq.heappop(self._heap)
            try:
                event = gen.send(value)
            except StopIteration:
                continue
            event(gen)

    def timeout(self, delay):
        return lambda gen: self._schedule(delay, gen, self.now + delay)


class Tables:
    def __init__(self, env, count):
        self.env = env
        self.free = count
        self.line = []

    def request(self):
        def wait(gen):
            if self.free:
                self.free -= 1
                self.env._schedule(0, gen)
            else:
                self.line.append(gen)
        return wait

    def release(self):
        if self.line:
            self.env._schedule(0, self.line.pop(0))
        else:
            self.free += 1


def guest(env, name, tables, arrival, meal, waits):
    yield env.timeout(arrival)
    print(f"{env.now:>3} {name} comes")
    yield tables.request()
    waits[name] = env.now - arrival
    note = f" after waiting {waits[name]}" if waits[name] else ""
    print(f"{env.now:>3} {name} sits down{note}")
    left_at = yield env.timeout(meal)
    tables.release()
    print(f"{left_at:>3} {name} pays {meal * 0.75:.2f}")


env = Environment()
tables = Tables(env, 2)
waits = {}
for row in [("ann", 0, 30), ("bob", 5, 40), ("cid", 10, 20), ("dee", 12, 15), ("eli", 60, 10)]:
    name, arrival, meal = row
    env.process(guest(env, name, tables, arrival, meal, waits))
env.run(until=50)
print("--- it is", env.now)
env.run()
print("longest wait:", max(waits.items(), key=lambda kv: kv[1]))
print("mean wait:", sum(waits.values()) / len(waits), "free tables:", tables.free)
