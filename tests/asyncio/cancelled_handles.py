import asyncio


async def main():
    loop = asyncio.get_running_loop()
    handles = {}

    def cancels(name, *victims):
        print(name, "cancels", *victims)
        for victim in victims:
            handles[victim].cancel()

    def again(n):
        print("again", n)
        if n < 3:
            handles["again"] = loop.call_soon(again, n + 1)

    handles["a"] = loop.call_soon(cancels, "a", "b", "a")
    handles["b"] = loop.call_soon(cancels, "b")
    handles["c"] = loop.call_soon(cancels, "c", "d", "timer")
    handles["timer"] = loop.call_later(0, print, "timer")
    handles["d"] = loop.call_soon(print, "d")
    handles["again"] = loop.call_soon(again, 0)
    handles["e"] = loop.call_soon(print, "e")
    handles["e"].cancel()
    await asyncio.sleep(0)
    for name in "abcde":
        print(name, handles[name].cancelled())
    print("timer", handles["timer"].cancelled())
    await asyncio.sleep(0)
    handles["again"].cancel()
    await asyncio.sleep(0)
    handles["c"].cancel()
    print("c was called and is", handles["c"].cancelled())
    handles["late"] = loop.call_later(0.04, print, "late")
    handles["kept"] = loop.call_later(0.06, print, "kept")
    handles["early"] = loop.call_later(0.02, cancels, "early", "late", "early")
    await asyncio.sleep(0.1)
    print([handles[name].cancelled() for name in ("late", "kept", "early")])
    sleeper = asyncio.create_task(asyncio.sleep(10))
    loop.call_soon(sleeper.cancel)
    handles["woken"] = loop.call_soon(print, "before it is woken")
    try:
        await sleeper
    except asyncio.CancelledError:
        print("woken", sleeper.cancelled())


asyncio.run(main())
