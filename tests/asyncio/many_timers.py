import asyncio


async def main():
    loop = asyncio.get_running_loop()
    order = []
    state = 7

    def random(n):
        nonlocal state
        state = (state * 1103515245 + 12345) % 2147483648
        return state // 65536 % n

    start = loop.time()
    when = start + 0.02
    timers = [loop.call_at(when + random(40) * 0.001, order.append, n) for n in range(60)]
    await asyncio.sleep(0.1)
    print(*order)
    print(all(timers[a].when() <= timers[b].when() for a, b in zip(order, order[1:])))
    order.clear()
    when = loop.time() + 0.1
    timers = [loop.call_at(when + n // 8 * 0.001, order.append, n) for n in range(160)]
    for n in range(160):
        if random(3):
            timers[n].cancel()
    print([timer.cancelled() for timer in timers].count(True))
    await asyncio.sleep(0)
    when = loop.time() + 0.15
    for n in range(3):
        loop.call_at(when + 0.001 * n, order.append, "more " + str(n))
    await asyncio.sleep(0.2)
    print(*order)

    def again(n, last):
        now = loop.time()
        print("again", n, now - last > 0.004)
        if n:
            loop.call_at(now + 0.005, again, n - 1, now)

    again(3, start)
    await asyncio.sleep(0.06)
    print(loop.time() - start > 0.35)


asyncio.run(main())
