import asyncio
from dataclasses import dataclass, field, KW_ONLY
from enum import Enum, auto
from typing import NamedTuple, Optional, Protocol
from collections import namedtuple, defaultdict


class State(Enum):
    IDLE = auto()
    RUNNING = auto()
    DONE = auto()

    @property
    def is_final(self):
        return self is State.DONE

    @classmethod
    def parse(cls, text):
        return cls[text.upper()]

    @staticmethod
    def names():
        return [s.name for s in State]


TRANSITIONS = {
    State.IDLE: {State.RUNNING},
    State.RUNNING: {State.DONE, State.IDLE},
    State.DONE: set(),
}


class Event(NamedTuple):
    when: float
    name: str
    data: dict = {}

    def shifted(self, by):
        return self._replace(when=self.when + by)


@dataclass
class Machine:
    name: str
    state: State = State.IDLE
    history: list = field(default_factory=list, repr=False)
    _: KW_ONLY
    limit: int = 3

    def go(self, target):
        if target not in TRANSITIONS[self.state]:
            raise ValueError(f"{self.state.name} -> {target.name} not allowed")
        self.history.append((self.state, target))
        self.state = target
        return self


class Drawable(Protocol):
    def draw(self) -> str: ...


class Circle:
    def draw(self):
        return "O"


class Square:
    def draw(self):
        return "[]"


def render(items: list[Drawable]):
    return " ".join(i.draw() for i in items)


async def main():
    m = Machine("m1", limit=5)
    m.go(State.RUNNING).go(State.IDLE)
    print(m, m.history)
    try:
        m.go(State.DONE)
    except ValueError as e:
        print("error:", e)
    print(State.parse("done"), State.parse("done").is_final, State.names())
    events = [Event(2.0, "b"), Event(1.0, "a", {"k": 1}), Event(1.0, "c")]
    for when, name, data in sorted(events, key=lambda e: (e.when, e.name)):
        print(when, name, data)
    print(events[0].shifted(0.5), max(events, key=lambda e: e.when).name)
    by_time = defaultdict(list)
    for e in events:
        by_time[e.when].append(e.name)
    print(dict(by_time))
    print(render([Circle(), Square(), Circle()]))
    queue = asyncio.PriorityQueue()
    Job = namedtuple("Job", "priority label")
    for p, l in [(3, "low"), (1, "high"), (2, "mid")]:
        await queue.put(Job(p, l))
    while not queue.empty():
        job = await queue.get()
        print(job.priority, job.label)
    counts = {s: 0 for s in State}
    for a, b in m.history:
        counts[b] += 1
    print({s.name: c for s, c in counts.items()})
    first, *rest = events
    print(first.name, [r.name for r in rest])
    print([(i, e.name) for i, e in enumerate(events)])
    pairs = list(zip(events, "xyz"))
    print(pairs[0][0].name, pairs[0][1])


asyncio.run(main())
