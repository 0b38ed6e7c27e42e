import asyncio
import contextvars

var = contextvars.ContextVar("var", default="nothing")


async def works(name, delay=0.0):
    print(name, "begins", var.get())
    var.set(name)
    await asyncio.sleep(delay)
    print(name, "ends")
    return name


async def leaves():
    async def left():
        try:
            await asyncio.sleep(10)
        finally:
            print("left is cancelled")
            await asyncio.sleep(0)
            print("left ends")

    asyncio.create_task(left())
    await asyncio.sleep(0)
    return "leaves"


async def fails():
    await asyncio.sleep(0)
    raise ValueError("fails")


async def nested(runner):
    for run in (runner.run, asyncio.run):
        coro = works("never")
        try:
            run(coro)
        except RuntimeError as e:
            print(e)
        coro.close()


with asyncio.Runner() as runner:
    loop = runner.get_loop()
    print(runner.run(works("one")))
    print(runner.run(works("two", 0.01)))
    print(var.get(), loop is runner.get_loop(), loop.is_running())
    print(runner.run(leaves()))
    try:
        runner.run(fails())
    except ValueError as e:
        print(repr(e))
    print(runner.run(works("three")))
    runner.run(nested(runner))
    print("closes")
print(loop.is_closed())
try:
    runner.get_loop()
except RuntimeError as e:
    print(e)
runner = asyncio.Runner(debug=True)
print(runner.get_loop().get_debug())
runner.close()
runner.close()
