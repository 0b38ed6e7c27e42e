import asyncio
from enum import Enum, auto


class State(Enum):
    CLOSED = auto()
    OPENING = auto()
    OPEN = auto()
    LOCKED = auto()


TRANSITIONS = {
    (State.CLOSED, "open"): State.OPENING,
    (State.OPENING, "opened"): State.OPEN,
    (State.OPEN, "close"): State.CLOSED,
    (State.CLOSED, "lock"): State.LOCKED,
    (State.LOCKED, "unlock"): State.CLOSED,
}


class InvalidTransition(Exception):
    def __init__(self, state, event):
        super().__init__(f"cannot {event} when {state.name}")
        self.state = state


class Door:
    def __init__(self):
        self.state = State.CLOSED
        self.history = [self.state]

    async def fire(self, event):
        try:
            new = TRANSITIONS[self.state, event]
        except KeyError:
            raise InvalidTransition(self.state, event) from None
        print(f"{self.state.name:>8} --{event}--> {new.name}")
        self.state = new
        self.history.append(new)
        hook = getattr(self, f"on_{new.name.lower()}", None)
        if hook:
            await hook()

    async def on_opening(self):
        print("         (motor runs)")
        await asyncio.sleep(0.01)
        await self.fire("opened")

    async def on_locked(self):
        print("         (click)")


async def main():
    door = Door()
    for event in ["open", "lock", "close", "lock", "open", "unlock", "kick"]:
        try:
            await door.fire(event)
        except InvalidTransition as e:
            print("!!", e, e.__cause__, e.__suppress_context__)
    print([s.name for s in door.history])
    print(State.OPEN, repr(State.OPEN), State.OPEN.value, State["LOCKED"] is State(4), len(State))
    print({s.name: door.history.count(s) for s in State})


asyncio.run(main())
