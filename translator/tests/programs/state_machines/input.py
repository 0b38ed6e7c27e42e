import asyncio
from enum import Enum, auto


class State(Enum):
    IDLE = auto()
    RUNNING = auto()
    DONE = auto()


TRANSITIONS = {
    State.IDLE: {"start": State.RUNNING},
    State.RUNNING: {"finish": State.DONE, "pause": State.IDLE},
    State.DONE: {},
}


class Machine:
    def __init__(self, name):
        self.name = name
        self.state = State.IDLE
        self.history = [self.state]

    def send(self, event):
        try:
            self.state = TRANSITIONS[self.state][event]
        except KeyError:
            raise ValueError(f"{self.name}: cannot {event} while {self.state.name}") from None
        self.history.append(self.state)
        return self

    def __repr__(self):
        return f"<{type(self).__name__} {self.name} {self.state.name.lower()}>"


async def drive(machine, events, delay=0.01):
    for event in events:
        await asyncio.sleep(delay)
        machine.send(event)
    return machine


async def main():
    machines = [Machine(n) for n in ("a", "b", "c")]
    plans = [["start", "finish"], ["start", "pause", "start"], ["finish"]]
    results = await asyncio.gather(*(drive(m, p) for m, p in zip(machines, plans)), return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            print("error:", result)
        else:
            print(result, [s.name for s in result.history])
    print(State["DONE"], State(2), list(State), State.IDLE == State.IDLE, State.IDLE in TRANSITIONS)
    by_state = {}
    for m in machines:
        by_state.setdefault(m.state, []).append(m.name)
    print({k.name: v for k, v in by_state.items()})


asyncio.run(main())
