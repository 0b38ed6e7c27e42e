import asyncio


def tell(what, function, *arguments):
    try:
        print(what, function(*arguments))
    except StopIteration as exc:
        print(what, "returned", exc.value)
    except BaseException as exc:
        print(what, repr(exc), repr(exc.__cause__))


def countdown(n):
    try:
        while n > 0:
            yield n
            n -= 1
        return "lift off"
    finally:
        print("countdown ends at", n)


def averager():
    total = count = 0
    average = None
    while True:
        try:
            value = yield average
        except ValueError as exc:
            print("averager caught", repr(exc))
            continue
        if value is None:
            return count
        total += value
        count += 1
        average = total / count


def stubborn():
    while True:
        try:
            yield "stubborn"
        except GeneratorExit:
            print("no")
            yield "still"


def returns():
    try:
        yield 1
    except GeneratorExit:
        return "returned"


def stops():
    yield 1
    raise StopIteration(2)


def itself():
    tell("itself", next, running[0])
    yield 1


def inner():
    try:
        got = yield "a"
        print("inner got", got)
        yield "b"
    except KeyError as exc:
        print("inner caught", repr(exc))
        yield "caught"
    finally:
        print("inner ends")
    return "inner returned"


def outer():
    result = yield from inner()
    print("outer has", result)
    result = yield from inner()
    print("outer has", result)
    return result


running = []


async def main():
    gen = countdown(2)
    for what in ("one", "two", "three", "four"):
        tell(what, next, gen)
    print(list(countdown(3)), sum(countdown(4)))
    for n in countdown(5):
        if n == 3:
            break
    print("broken off")
    gen = countdown(5)
    tell("first", next, gen)
    for n in gen:
        print("for", n)
        if n == 3:
            break
    print("not ended")
    tell("goes on", next, gen)
    tell("close", gen.close)
    tell("close", gen.close)
    tell("next", next, gen)
    gen = countdown(1)
    tell("throw first", gen.throw, KeyError("k"))
    tell("next", next, gen)
    gen = countdown(1)
    tell("next", next, gen)
    tell("throw", gen.throw, KeyError("k"))
    tell("throw after", gen.throw, KeyError("l"))
    gen = averager()
    tell("send first", gen.send, 1)
    tell("next", next, gen)
    tell("send", gen.send, 10)
    tell("send", gen.send, 20)
    tell("throw", gen.throw, ValueError("v"))
    tell("send", gen.send, 3)
    tell("end", gen.send, None)
    tell("after", gen.send, 1)
    gen = stubborn()
    tell("next", next, gen)
    tell("close", gen.close)
    tell("next", next, gen)
    tell("throw", gen.throw, KeyError("x"))
    gen = returns()
    tell("next", next, gen)
    tell("close", gen.close)
    gen = stops()
    tell("next", next, gen)
    tell("stops", next, gen)
    tell("after", next, gen)
    running.append(itself())
    tell("outside", next, running[0])
    gen = outer()
    tell("next", next, gen)
    tell("send", gen.send, 7)
    tell("next", next, gen)
    tell("throw", gen.throw, KeyError("y"))
    tell("next", next, gen)
    gen = outer()
    tell("next", next, gen)
    tell("close", gen.close)


asyncio.run(main())
