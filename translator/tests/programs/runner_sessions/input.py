import asyncio


async def step(n):
    await asyncio.sleep(0)
    return n * 2


async def background(events):
    try:
        await asyncio.sleep(100)
    finally:
        events.append("background closed")


async def start(events):
    asyncio.create_task(background(events))
    await asyncio.sleep(0)
    return asyncio.get_running_loop()


def sync_entry(n):
    return asyncio.run(step(n))


events = []
with asyncio.Runner(debug=False) as runner:
    print(runner.run(step(4)), runner.run(step(5)))
    loop = runner.run(start(events))
    print(loop is runner.get_loop(), loop.is_running(), events)
print(events, loop.is_closed())
try:
    runner.run(step(1))
except RuntimeError as e:
    print("error:", e)
print(sync_entry(21))


async def nested():
    try:
        asyncio.run(step(1))
    except RuntimeError as e:
        print(e)
    try:
        sync_entry(3)
    except RuntimeError as e:
        print(e)


asyncio.run(nested(), debug=False)
try:
    asyncio.get_running_loop()
except RuntimeError as e:
    print("RuntimeError:", e)
