import asyncio
from enum import Enum, Flag, IntEnum


class Priority(IntEnum):
    LOW = 1
    NORMAL = 5
    HIGH = 10

    @classmethod
    def guess(cls, text):
        if "urgent" in text.lower():
            return cls.HIGH
        return cls.LOW if text.endswith("?") else cls.NORMAL


class Status(str, Enum):
    OPEN = "open"
    DONE = "done"


class Perm(Flag):
    R = 4
    W = 2
    X = 1


class Ticket:
    def __init__(self, text):
        self.text = text
        self.priority = Priority.guess(text)
        self.status = Status.OPEN

    async def close(self):
        await asyncio.sleep(0.001 * self.priority)
        self.status = Status.DONE
        return self.text


async def main():
    tickets = [Ticket(t) for t in ("how to log in?", "URGENT disk full", "typo on page 3")]
    for t in sorted(tickets, key=lambda t: t.priority, reverse=True):
        print(t.priority.name, int(t.priority), t.status.value, t.text)
    print(Priority.LOW < Priority.HIGH, Priority.HIGH == 10, Priority.NORMAL + 1, max(Priority), sum(Priority), Priority(5).name)
    print(Priority.LOW, repr(Priority.LOW), f"{Priority.HIGH} {Priority.HIGH:03d}", [Priority.LOW], list(Priority)[1].name, "%d" % Priority.LOW)
    print(Status.OPEN == "open", Status("done").name, Status.OPEN.upper(), repr(Status.DONE), Status.DONE.value in ("done",), len(Status.OPEN))
    rw = Perm.R | Perm.W
    print(rw.value, Perm.R in rw, Perm.X in rw, bool(rw & Perm.X), (rw ^ Perm.R) is Perm.W, Perm(7) == rw | Perm.X)
    done = await asyncio.gather(*(t.close() for t in tickets))
    print(done, {t.status for t in tickets} == {Status.DONE}, all(t.status == "done" for t in tickets))
    by_priority = {p: [t.text[:6] for t in tickets if t.priority is p] for p in Priority}
    print({p.name: v for p, v in by_priority.items()}, by_priority[1])


asyncio.run(main())
