"""Round-robin scheduler for plain generators."""
from collections import deque


class Scheduler:
    def __init__(self):
        self.ready = deque()
        self.results = {}
        self.steps = 0

    def spawn(self, name, gen):
        self.ready.append((name, gen))

    def run(self):
        while self.ready:
            name, gen = self.ready.popleft()
            self.steps += 1
            try:
                wish = next(gen)
            except StopIteration as stop:
                self.results[name] = stop.value
                print(f"<{name} finished: {stop.value}>")
            except Exception as e:
                self.results[name] = e
                print(f"<{name} died: {e}>")
            else:
                if wish == "last":
                    self.ready.append((name, gen))
                elif wish == "again":
                    self.ready.appendleft((name, gen))
                else:
                    self.spawn(*wish)
                    self.ready.append((name, gen))


def count(n, pause="last"):
    total = 0
    for i in range(n):
        print("count", n, "at", i)
        total += i
        yield pause
    return total


def parent():
    print("parent starts")
    yield ("child", count(2))
    inner = yield from count(2, pause="again")
    print("parent got", inner)
    return inner * 100


def faulty():
    yield "last"
    raise RuntimeError("oops")


s = Scheduler()
s.spawn("three", count(3))
s.spawn("parent", parent())
s.spawn("faulty", faulty())
s.run()
print(s.steps, "steps")
print(s.results)
