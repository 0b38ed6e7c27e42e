import asyncio
import time
import random
from enum import Enum


class State(Enum):
    IDLE = "idle"
    RUNNING = "running"
    STOPPED = "stopped"

    def can_go(self, other):
        return other in TRANSITIONS[self]

    @property
    def label(self):
        return self.value.title()


TRANSITIONS = {
    State.IDLE: {State.RUNNING},
    State.RUNNING: {State.STOPPED, State.IDLE},
    State.STOPPED: set(),
}


class InvalidTransition(Exception):
    pass


class Machine:
    instances = 0

    def __init__(self, name: str):
        Machine.instances += 1
        self.name = name
        self.state = State.IDLE
        self._listeners = []
        self.history = [self.state]

    def on_change(self, fn):
        self._listeners.append(fn)
        return fn

    def go(self, new):
        if not self.state.can_go(new):
            raise InvalidTransition(f"{self.name}: {self.state.label} -> {new.label}")
        old, self.state = self.state, new
        self.history.append(new)
        for fn in self._listeners:
            fn(self, old, new)

    def __enter__(self):
        self.go(State.RUNNING)
        return self

    def __exit__(self, exc_type, exc, tb):
        if self.state is not State.STOPPED:
            self.go(State.STOPPED)
        return exc_type is InvalidTransition


async def supervise(machine, delay):
    events = []

    @machine.on_change
    def note(m, old, new):
        events.append(f"{old.name}>{new.name}")

    with machine as m:
        await asyncio.sleep(delay)
        m.go(State.IDLE)
        m.go(State.STOPPED)
    print(machine.name, events, [s.value for s in machine.history])
    return len(events)


async def heartbeat(stop: asyncio.Event, interval: float):
    beats = 0
    while not stop.is_set():
        try:
            await asyncio.wait_for(stop.wait(), timeout=interval)
        except asyncio.TimeoutError:
            beats += 1
    return beats >= 1


async def producer(queue, n):
    for i in range(n):
        await queue.put((i % 3, i, f"job{i}"))
        await asyncio.sleep(0)
    for _ in range(2):
        await queue.put((99, 99, None))


async def consumer(name, queue, out):
    while True:
        prio, num, job = await queue.get()
        try:
            if job is None:
                return name
            out.append((prio, job, name))
            await asyncio.sleep(0.001)
        finally:
            queue.task_done()


async def main():
    start = time.monotonic()
    stop = asyncio.Event()
    hb = asyncio.create_task(heartbeat(stop, 0.005))
    counts = await asyncio.gather(supervise(Machine("m1"), 0.01), supervise(Machine("m2"), 0.001))
    print(counts, Machine.instances)
    stop.set()
    print("beat:", await hb)
    q, out = asyncio.PriorityQueue(), []
    names = await asyncio.gather(producer(q, 6), consumer("a", q, out), consumer("b", q, out))
    print(names[1:], len(out), sorted(j for _, j, _ in out))
    try:
        Machine("m3").go(State.STOPPED)
    except InvalidTransition as e:
        print(type(e).__name__, e)
    random.seed(3)
    print(random.choice("abc"), random.randint(1, 6), f"{random.random():.4f}", random.shuffle(list(range(3))))
    assert time.monotonic() - start < 5, "too slow"
    print(State("idle"), State["RUNNING"], len(State), State.IDLE in TRANSITIONS, isinstance(State.IDLE, State))
    print({s: sorted(x.name for x in t) for s, t in TRANSITIONS.items()})

if __name__ == "__main__":
    asyncio.run(main())
