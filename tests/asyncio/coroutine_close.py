import asyncio


async def inner(mode):
    try:
        await asyncio.sleep(0)
    except GeneratorExit as e:
        print("inner gets", repr(e))
        if mode == "swallows":
            return "swallowed"
        if mode == "replaces":
            raise ValueError("instead")
        if mode == "ignores":
            await asyncio.sleep(0)
            print("never")
        raise
    finally:
        print("inner finally")


async def outer(mode, handles=False):
    try:
        print("outer has", await inner(mode))
    except BaseException as e:
        print("outer gets", repr(e))
        if handles:
            return
        raise
    finally:
        print("outer finally")


for mode in ("passes", "swallows", "replaces", "ignores"):
    for handles in (False, True):
        print("--", mode, handles)
        coro = outer(mode, handles)
        coro.send(None)
        try:
            coro.close()
            print("closed")
        except BaseException as e:
            print("close raises", repr(e))
        try:
            coro.send(None)
        except RuntimeError as e:
            print(e)
print("-- dropped")
coro = outer("passes")
coro.send(None)
del coro
print("-- thrown")
for mode in ("passes", "swallows"):
    coro = outer(mode)
    coro.send(None)
    try:
        coro.throw(GeneratorExit("by hand"))
    except GeneratorExit as e:
        print("throw raises", repr(e))
