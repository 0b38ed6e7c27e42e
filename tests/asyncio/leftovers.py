import asyncio

spawned = []


async def child(name):
    try:
        print(name, "begins")
        await asyncio.sleep(10)
    finally:
        print(name, "ends")


async def chain(name, awaited):
    try:
        await awaited
    except asyncio.CancelledError:
        print(name, "is cancelled")
        await asyncio.sleep(0)
        print(name, "is cleaned up")
        raise
    finally:
        print(name, "leaves")


async def one(leftover):
    left = asyncio.create_task(leftover, name="left")
    await asyncio.sleep(0)
    print("main ends")
    return left


async def raises():
    try:
        await asyncio.sleep(10)
    finally:
        raise ValueError("in its clean-up")


async def goes_on():
    for n in range(4):
        try:
            await asyncio.sleep(0 if n else 10)
        except asyncio.CancelledError:
            print("does not care")
        print("goes on", n)
    return "a result"


async def spawns():
    try:
        await asyncio.sleep(10)
    finally:
        spawned.append(asyncio.create_task(turns()))
        print("has spawned one")


async def turns():
    for n in range(20):
        print("turn", n)
        await asyncio.sleep(0)


async def told(leftover):
    handler = lambda loop, context: print(context["message"], repr(context["exception"]))
    asyncio.get_running_loop().set_exception_handler(handler)
    return await one(leftover)


left = asyncio.run(one(chain("outer", chain("inner", child("child")))))
print(left.cancelled())
left = asyncio.run(one(goes_on()))
print(left.cancelled(), left.result())
left = asyncio.run(told(raises()))
print(left.cancelled(), repr(left.exception()))
asyncio.run(one(spawns()))
print(spawned[0].done())
