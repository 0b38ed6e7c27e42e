import asyncio
import types
from collections import deque


def tell(what, function, *arguments):
    try:
        print(what, function(*arguments))
    except StopIteration as exc:
        print(what, "returned", exc.value)
    except BaseException as exc:
        print(what, repr(exc))


@types.coroutine
def ask(question):
    answer = yield question
    return answer


async def sums():
    total = 0
    while True:
        n = await ask("n?")
        if n is None:
            return total
        total += n


async def outer():
    try:
        first = await sums()
        second = await sums()
        return first, second
    except ValueError as exc:
        print("outer caught", repr(exc))
        return await ask("really?")
    finally:
        print("outer ends")



async def awaits(future):
    return await future


async def stops():
    raise StopIteration(1)


def by_hand():
    coro = sums()
    tell("send first", coro.send, 1)
    tell("begin", coro.send, None)
    tell("send", coro.send, 1)
    tell("send", coro.send, 2)
    tell("end", coro.send, None)
    tell("again", coro.send, None)
    coro = outer()
    tell("begin", coro.send, None)
    tell("send", coro.send, 5)
    tell("end of the first", coro.send, None)
    tell("send", coro.send, 6)
    tell("end", coro.send, None)
    coro = outer()
    tell("begin", coro.send, None)
    tell("throw", coro.throw, ValueError("v"))
    tell("send", coro.send, "yes")
    coro = outer()
    tell("begin", coro.send, None)
    tell("close", coro.close)
    tell("close", coro.close)
    tell("after", coro.send, None)
    coro = outer()
    tell("throw first", coro.throw, KeyError("k"))
    tell("after", coro.throw, KeyError("l"))
    tell("stops", stops().send, None)
    loop = asyncio.new_event_loop()
    future = loop.create_future()
    coro = awaits(future)
    tell("begin", coro.send, None)
    tell("again", coro.send, None)
    future = loop.create_future()
    coro = awaits(future)
    tell("begin", coro.send, None)
    future.set_result(5)
    tell("done", coro.send, 3)
    loop.close()


# A loop of one's own.


@types.coroutine
def spawn(coro):
    return (yield "spawn", coro)


@types.coroutine
def switch():
    yield "switch", None


@types.coroutine
def sleep(seconds):
    return (yield "sleep", seconds)


@types.coroutine
def join(number):
    return (yield "join", number)


class Kernel:
    def __init__(self):
        self.ready = deque()
        self.sleeping = []
        self.waiting = {}
        self.results = {}
        self.now = 0
        self.count = 0

    def add(self, coro):
        self.count += 1
        self.ready.append((self.count, coro, None))
        return self.count

    def run(self):
        while self.ready or self.sleeping:
            if not self.ready:
                self.sleeping.sort(key=lambda entry: entry[0])
                when, number, coro = self.sleeping.pop(0)
                self.now = when
                self.ready.append((number, coro, when))
            number, coro, value = self.ready.popleft()
            try:
                call, argument = coro.send(value)
            except StopIteration as exc:
                self.results[number] = exc.value
                for entry in self.waiting.pop(number, []):
                    self.ready.append((*entry, exc.value))
                continue
            except Exception as exc:
                print("task", number, "failed", repr(exc))
                continue
            if call == "spawn":
                self.ready.append((number, coro, self.add(argument)))
            elif call == "switch":
                self.ready.append((number, coro, None))
            elif call == "sleep":
                self.sleeping.append((self.now + argument, number, coro))
            elif argument in self.results:
                self.ready.append((number, coro, self.results[argument]))
            else:
                self.waiting.setdefault(argument, []).append((number, coro))


async def countdown(name, n):
    for i in range(n, 0, -1):
        print(name, i, "at", await sleep(i))
    return name * n


async def chatty(n):
    for i in range(n):
        print("chatty", i)
        await switch()
    if n == 2:
        raise ValueError("too chatty")


async def kernel_main():
    numbers = [await spawn(countdown("a", 3)), await spawn(countdown("b", 2))]
    await spawn(chatty(3))
    await spawn(chatty(2))
    for number in numbers:
        print("joined", number, await join(number))
    print("joined again", await join(numbers[0]))


by_hand()
kernel = Kernel()
kernel.add(kernel_main())
kernel.run()
print("at", kernel.now)
