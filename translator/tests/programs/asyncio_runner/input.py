import asyncio


async def show(label):
    loop = asyncio.get_running_loop()
    await asyncio.sleep(0.01)
    print(label, loop.is_running())
    return id(loop)


async def leak():
    async def forever():
        try:
            await asyncio.Event().wait()
        finally:
            print("forever ended")

    asyncio.create_task(forever())
    await asyncio.sleep(0)
    return "leaked"


with asyncio.Runner() as runner:
    first = runner.run(show("first"))
    second = runner.run(show("second"))
    print("same loop:", first == second, first == id(runner.get_loop()))
    print(runner.run(leak()))
    print("still inside")
print("closed")

try:
    runner.run(show("third"))
except RuntimeError as e:
    print("RuntimeError:", e)

try:
    asyncio.get_running_loop()
except RuntimeError as e:
    print(e)


async def nested():
    coro = show("nested")
    try:
        asyncio.run(coro)
    except RuntimeError as e:
        coro.close()
        return str(e)

print(asyncio.run(nested()))
try:
    asyncio.run(show)
except ValueError as e:
    print("not a coroutine:", str(e)[:28])
