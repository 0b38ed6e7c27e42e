import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Callable, Optional


class State(Enum):
    IDLE = "idle"
    BUSY = "busy"
    DONE = "done"


@dataclass
class Message:
    topic: str
    body: Any
    reply: Optional[asyncio.Future] = None


@dataclass
class Actor:
    name: str
    inbox: asyncio.Queue = field(default_factory=asyncio.Queue)
    state: State = State.IDLE
    seen: list = field(default_factory=list)

    async def ask(self, topic, body):
        fut = asyncio.get_running_loop().create_future()
        await self.inbox.put(Message(topic, body, fut))
        return await fut

    async def tell(self, topic, body):
        await self.inbox.put(Message(topic, body))

    async def run(self):
        while self.state is not State.DONE:
            msg = await self.inbox.get()
            self.state = State.BUSY
            self.seen.append(msg.topic)
            try:
                if msg.topic == "stop":
                    self.state = State.DONE
                    continue
                answer = f"{self.name} got {msg.body}"
                if msg.reply is not None:
                    if msg.topic == "bad":
                        msg.reply.set_exception(ValueError(msg.body))
                    else:
                        msg.reply.set_result(answer)
            finally:
                self.inbox.task_done()
            self.state = State.IDLE


class Metrics:
    def __init__(self):
        self.counts = defaultdict(int)
        self._flush: Optional[asyncio.Task] = None

    def start(self, every: float) -> None:
        self._flush = asyncio.create_task(self._loop(every))

    async def _loop(self, every):
        while True:
            await asyncio.sleep(every)
            self.counts["flush"] += 1

    async def stop(self):
        if self._flush:
            self._flush.cancel()
            try:
                await self._flush
            except asyncio.CancelledError:
                pass
            self._flush = None


async def main() -> None:
    actor = Actor("bob")
    runner = asyncio.create_task(actor.run())
    print(await actor.ask("hi", "hello"))
    await actor.tell("note", "x")
    try:
        await actor.ask("bad", "nope")
    except ValueError as e:
        print("bad:", e)
    await actor.tell("stop", "")
    await actor.inbox.join()
    await runner
    print(actor.state, actor.seen, actor.state.value)
    m = Metrics()
    m.start(0.001)
    await asyncio.sleep(0.01)
    await m.stop()
    await m.stop()
    print(m.counts["flush"] > 0, m._flush)


if __name__ == "__main__":
    asyncio.run(main())
