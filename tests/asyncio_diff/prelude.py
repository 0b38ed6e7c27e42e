"""What the random programs of `cargo xtask asyncio-diff` stand on, and a loop whose clock jumps.

`python3 prelude.py FILE` runs the programs of a file, one after the other; each begins with a line `#### SEED`. A single program runs
with this folder in PYTHONPATH.
"""

import asyncio
import contextvars
import gc
import math
import selectors
import sys

MOST_LINES = 120


class Stuck(BaseException):
    """Nothing can ever wake the loop."""


class JumpingSelector(selectors.DefaultSelector):
    """Waits by moving the clock, as far as epoll would have waited."""

    nanoseconds = 0

    def select(self, timeout=None):
        if timeout is None:
            raise Stuck
        if timeout > 0:
            self.nanoseconds += math.ceil(timeout * 1e3) * 1_000_000
        return []


class JumpingLoop(asyncio.SelectorEventLoop):
    """A loop of which each program has its own, so that its clock begins at 0."""

    def __init__(self):
        super().__init__(JumpingSelector())
        self._clock_resolution = 1e-9
        self.made = []  # every task, in order: nothing is collected before the end

    def time(self):
        seconds, nanoseconds = divmod(self._selector.nanoseconds, 1_000_000_000)
        return seconds + nanoseconds / 1e9

    def create_task(self, coro, **options):
        task = super().create_task(coro, **options)
        self.made.append(task)
        return task


class Ordered(dict):
    """A set that keeps the order."""

    def add(self, item):
        self[item] = None

    def discard(self, item):
        self.pop(item, None)


class TaskGroup(asyncio.TaskGroup):
    """One whose children are cancelled in the order of their making, not in that of a set of addresses."""

    def __init__(self):
        super().__init__()
        self._tasks = Ordered()


class Slots(dict):
    """What was put into a slot before is kept, so that it is not collected."""

    def __init__(self):
        super().__init__()
        self.kept = []

    def __setitem__(self, slot, value):
        self.kept.append(value)
        super().__setitem__(slot, value)

    def clear(self):
        super().clear()
        self.kept = []


class Own(Exception):
    pass


class OwnBase(BaseException):
    pass


task, future, shielded, gathered, group, limit, handle, callback = slots = [Slots() for _ in range(8)]
lock, semaphore, event, condition, queue, barrier, count = shared = [[] for _ in range(7)]
var = contextvars.ContextVar("var", default=0)
loop = asyncio.get_running_loop
lines = None


def fresh():
    """Makes what a program begins with, inside its loop."""
    for kind in slots:
        kind.clear()
    lock[:] = asyncio.Lock(), asyncio.Lock()
    semaphore[:] = asyncio.Semaphore(2), asyncio.BoundedSemaphore(1)
    event[:] = asyncio.Event(), asyncio.Event()
    condition[:] = asyncio.Condition(), asyncio.Condition(lock[0])
    queue[:] = asyncio.Queue(1), asyncio.PriorityQueue(2), asyncio.LifoQueue()
    barrier[:] = (asyncio.Barrier(2),)
    count[:] = (0,)
    for slot in range(3):
        future[slot] = loop().create_future()


def log(number, value):
    """Prints, with the time in milliseconds; not after the end, nor too much."""
    if lines is not None and len(lines) < MOST_LINES:
        lines.append(f"{number} {round(loop().time() * 1000)} {shown(value)}")


def shown(value):
    if isinstance(value, BaseExceptionGroup):
        return f"{type(value).__name__}[{', '.join(map(shown, value.exceptions))}]{cause(value)}"
    if isinstance(value, BaseException):
        return f"{type(value).__name__}({text(value)}){cause(value)}"
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    return str(value)


def text(exc):
    """What it says, without addresses."""
    text = str(exc)
    if "itself" in text:
        return "itself"
    if "<" in text:
        return text[: text.index("<")] + text[text.rindex(">") + 1 :]
    return text


def cause(exc):
    return "" if exc.__cause__ is None else f" from {shown(exc.__cause__)}"


def state(of):
    if not of.done():
        return "pending"
    if of.cancelled():
        return "cancelled"
    return of.result() if of.exception() is None else of.exception()


def set_var(value):
    var.set(value)


async def wait(of, timeout, when):
    done, pending = await asyncio.wait(of, timeout=timeout, return_when=when)
    return [len(done), len(pending), [one in done for one in of]]


def not_done(of):
    return [one for one in of if not one.done()]


async def main(body):
    global lines
    fresh()
    loop().set_exception_handler(handler)
    begun = asyncio.create_task(body())
    await asyncio.wait([begun], timeout=0.03)
    for _ in range(4):
        left = [one for one in loop().made if one is not asyncio.current_task() and not one.done()]
        if not left:
            break
        log("cancel", len(left))
        for one in left:
            one.cancel()
        await asyncio.sleep(0.01)
    log("end", state(begun))
    print("\n".join(lines))
    lines = None


def handler(loop, context):
    if context["message"].startswith("Exception in callback"):
        log("handler", context["exception"])


def run(body):
    """Runs a program, and prints what it has logged."""
    global lines
    lines = []
    gc.disable()
    try:
        with asyncio.Runner(loop_factory=JumpingLoop) as runner:
            runner.run(main(body))
    except Stuck:
        pass
    finally:
        lines = None


def batch(path):
    sys.unraisablehook = lambda _: None
    with open(path) as file:
        programs = file.read().split("#### ")[1:]
    for program in programs:
        seed, source = program.split("\n", 1)
        print("####", seed)
        exec(compile(source, f"program {seed}", "exec"), {})


if __name__ == "__main__":
    import prelude

    prelude.batch(sys.argv[1])
