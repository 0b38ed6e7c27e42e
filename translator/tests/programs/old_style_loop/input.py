import asyncio
import types

messages = []


@types.coroutine
def pause():
    yield


async def greet(name, times=2):
    for i in range(times):
        messages.append("%s %d" % (name, i))
        await pause()
    return len(messages)


async def main(loop):
    future = loop.create_future()
    loop.call_soon(future.set_result, "from a callback")
    first = loop.create_task(greet("ann"))
    second = asyncio.ensure_future(greet("bob", times=3))
    print(await future, first.done())
    print(await asyncio.gather(first, second))


loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
try:
    loop.run_until_complete(main(loop))
    print("one more: {}".format(loop.run_until_complete(greet("cy", 1))))
finally:
    loop.close()
print(messages)
print(loop.is_closed())
