import asyncio


def say(text, loop):
    print(f"{text}")
    if text == "stop":
        loop.stop()


def countdown(n, loop):
    print("T minus", n)
    if n:
        loop.call_later(0.01, countdown, n - 1, loop)
    else:
        loop.call_soon(say, "liftoff", loop)


loop = asyncio.new_event_loop()
start = loop.time()
loop.call_soon(say, "soon", loop)
loop.call_later(0.12, say, "later", loop)
handle = loop.call_later(0.03, say, "this must not appear", loop)
loop.call_at(start + 0.08, lambda: say("at", loop))
countdown(3, loop)
loop.call_later(0.2, say, "stop", loop)
handle.cancel()
print("cancelled:", handle.cancelled())
print("running:", loop.is_running())
loop.run_forever()
print(f"{loop.time() - start:.1f}")


async def answer():
    return 42

print(loop.run_until_complete(answer()))
loop.close()
print("closed:", loop.is_closed())
try:
    loop.call_soon(say, "too late", loop)
except RuntimeError as err:
    print("RuntimeError:", err)
