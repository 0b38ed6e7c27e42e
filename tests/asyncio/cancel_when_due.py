import asyncio
import time


async def sleeper(name, delay, swallows=False):
    try:
        print(name, await asyncio.sleep(delay, "slept"))
    except asyncio.CancelledError as e:
        print(name, repr(e))
        if not swallows:
            raise
        print(name, await asyncio.sleep(0.01, "slept after all"))


async def limited(name, delay, limit):
    try:
        async with asyncio.timeout(limit):
            await sleeper(name, delay)
        print(name, "in time")
    except TimeoutError as e:
        print(name, repr(e), asyncio.current_task().cancelling())


async def main():
    loop = asyncio.get_running_loop()
    # Sleeps, cancels and limits that are all due in one turn, each in its order.
    tasks = [asyncio.create_task(sleeper(name, delay)) for name, delay in (("a", 0.07), ("b", 0.09), ("c", 0.11))]
    loop.call_later(0.08, tasks[0].cancel, "after")
    loop.call_later(0.081, tasks[1].cancel, "before")
    tasks.append(asyncio.create_task(sleeper("d", 0.1, True)))
    loop.call_later(0.095, tasks[3].cancel, "swallowed")
    tasks.append(asyncio.create_task(limited("e", 0.085, 0.075)))
    tasks.append(asyncio.create_task(limited("f", 0.076, 0.086)))
    tasks.append(asyncio.create_task(asyncio.wait_for(sleeper("g", 0.073), 0.083)))
    tasks.append(asyncio.create_task(asyncio.wait_for(sleeper("h", 0.082), 0.072)))
    loop.call_later(0.01, time.sleep, 0.12)
    loop.call_later(0.071, print, "a timer")
    results = await asyncio.gather(*tasks, return_exceptions=True)
    print(results)
    print([task.cancelled() for task in tasks], [task.cancelling() for task in tasks])


asyncio.run(main())
