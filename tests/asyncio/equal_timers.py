import asyncio


async def main():
    loop = asyncio.get_running_loop()
    order = []
    when = loop.time() + 0.02
    for n in range(12):
        loop.call_at(when, order.append, n)
    await asyncio.sleep(0.06)
    print(order)
    order.clear()
    when = loop.time() + 0.02
    timers = [loop.call_at(when + n % 3 * 0.02, order.append, n) for n in range(15)]
    for n in (0, 4, 5, 12):
        timers[n].cancel()
    await asyncio.sleep(0.1)
    print(order)
    print([timer.cancelled() for timer in timers].count(True), [timer.when() > when for timer in timers].count(True))
    order.clear()
    when = loop.time() + 0.02

    def cancels(name, victims):
        order.append(name)
        for victim in victims:
            timers[victim].cancel()
        loop.call_soon(order.append, name + " soon")
        loop.call_at(when, order.append, name + " again")

    timers = [loop.call_at(when, order.append, str(n)) for n in range(4)]
    timers.append(loop.call_at(when - 0.01, cancels, "before", [1]))
    timers.append(loop.call_at(when, cancels, "beside", [2, 3]))
    await asyncio.sleep(0.06)
    print(order)
    print([timer.cancelled() for timer in timers])


asyncio.run(main())
