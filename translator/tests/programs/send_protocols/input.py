import asyncio


async def square(x):
    return x * x


def run_sync(coro):
    """Run a coroutine that never really waits."""
    try:
        coro.send(None)
    except StopIteration as e:
        return e.value
    coro.close()
    raise RuntimeError("coroutine wanted to wait")


async def total(*numbers):
    result = 0
    for n in numbers:
        result += await square(n)
    return result


async def waits():
    try:
        await asyncio.sleep(0)
    finally:
        print("closed while waiting")


async def picky():
    while True:
        try:
            await asyncio.sleep(0)
        except ZeroDivisionError:
            print("ignored a division")
        except ValueError as e:
            return f"stopped by {e}"


print(run_sync(square(12)))
print(run_sync(total(1, 2, 3, 4)))
try:
    run_sync(waits())
except RuntimeError as e:
    print("RuntimeError:", e)

p = picky()
print(p.send(None))
print(p.throw(ZeroDivisionError()))
print(p.send(None))
try:
    p.throw(ValueError("enough"))
except StopIteration as stop:
    print(stop.value, stop.args)


async def bad():
    raise StopIteration("no")

try:
    run_sync(bad())
except RuntimeError as e:
    print(e, "/", repr(e.__cause__))

c = square(3)
c.close()
try:
    c.send(None)
except RuntimeError as e:
    print(e)
print(run_sync(asyncio.sleep(0, "x")) if False else "done")
