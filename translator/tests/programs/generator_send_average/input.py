import asyncio


def averager():
    total, count, average = 0, 0, None
    while True:
        value = yield average
        if value is None:
            return total, count
        total += value
        count += 1
        average = total / count


def echo():
    heard = []
    try:
        while True:
            try:
                heard.append((yield len(heard)))
            except ValueError as e:
                heard.append(f"error {e}")
    finally:
        print("echo closing", heard)


def lock(code):
    """A little state machine that is sent keys."""
    tries = 0
    while True:
        entered = ""
        while len(entered) < len(code):
            entered += yield f"{'*' * len(entered)}"
        if entered == code:
            yield "open"
            return tries
        tries += 1


async def main():
    avg = averager()
    next(avg)
    print([avg.send(v) for v in (10, 20, 60)])
    try:
        avg.send(None)
    except StopIteration as e:
        print("result", e.value)
    await asyncio.sleep(0)
    e = echo()
    print(next(e), e.send("a"), e.send("b"), e.throw(ValueError("bad")), next(e))
    e.close()
    e.close()
    door = lock("123")
    next(door)
    print([door.send(key) for key in "152123"])
    door = lock("9")
    print(repr(next(door)), repr(door.send("1")), door.send("9"))
    try:
        next(door)
    except StopIteration as stop:
        print("tries", stop.value)
    fresh = averager()
    try:
        fresh.send(5)
    except TypeError as err:
        print(err)
    broken = echo()
    next(broken)
    try:
        broken.throw(KeyError("out"))
    except KeyError as err:
        print("came out", err)
    print(next(broken, "finished"))


asyncio.run(main())
