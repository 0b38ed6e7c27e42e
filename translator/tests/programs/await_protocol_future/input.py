# A future and a task of our own, on top of nothing but generators' send and throw
from collections import deque


class Future:
    def __init__(self, label=""):
        self.label = label
        self.callbacks = []
        self.finished = False
        self._value = None
        self._error = None

    def set(self, value=None, error=None):
        assert not self.finished, f"{self.label} set twice"
        self._value, self._error, self.finished = value, error, True
        for cb in self.callbacks:
            cb(self)

    def __await__(self):
        if not self.finished:
            yield self
        if self._error is not None:
            raise self._error
        return self._value


class Task(Future):
    def __init__(self, coro, queue, label):
        super().__init__(label)
        self.coro = coro
        self.queue = queue
        queue.append(self.step)

    def step(self, _=None):
        try:
            waiting_for = self.coro.send(None)
        except StopIteration as stop:
            self.set(stop.value)
        except Exception as e:
            self.set(error=e)
        else:
            print(f"    ({self.label} waits for {waiting_for.label})")
            waiting_for.callbacks.append(lambda f: self.queue.append(self.step))


def run(queue):
    while queue:
        queue.popleft()()


async def reader(pipe):
    data = await pipe
    print("reader got", data)
    if data < 0:
        raise ValueError("negative data")
    return data + 1


async def writer(pipe, value):
    print("writer writes", value)
    pipe.set(value)


async def main(queue, value):
    pipe = Future("pipe")
    r = Task(reader(pipe), queue, "reader")
    w = Task(writer(pipe, value), queue, "writer")
    await w
    try:
        return "result", await r
    except ValueError as e:
        return "error", str(e)


for number in (41, -1):
    todo = deque()
    task = Task(main(todo, number), todo, "main")
    run(todo)
    print(await_result := task._value, task.finished)
