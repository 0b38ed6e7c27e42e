import asyncio


async def leaf(name, cleanup=0):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as e:
        print(name, repr(e))
        for _ in range(cleanup):
            await asyncio.sleep(0)
        print(name, "ends")
        raise


async def branch(name, *awaited):
    try:
        await asyncio.gather(*awaited)
    except asyncio.CancelledError as e:
        print("branch", name, repr(e))
        raise


async def attempt(name, awaited):
    try:
        print(name, "gives", await awaited)
    except asyncio.CancelledError as e:
        print(name, "raises", repr(e))


async def main():
    task = asyncio.create_task(branch("outer", leaf("a", 2), branch("inner", leaf("b"), leaf("c", 1))))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print(task.cancel("from outside"), task.done())
    await attempt("task", task)
    # The gather itself, and its gather inside.
    leaves = [asyncio.create_task(leaf(name)) for name in "def"]
    inner = asyncio.gather(leaves[0], leaves[1])
    outer = asyncio.gather(inner, asyncio.gather(leaves[2]))
    await asyncio.sleep(0)
    print("cancel", outer.cancel("all"), outer.done(), inner.done())
    await attempt("outer", outer)
    await attempt("inner", inner)
    print([one.cancelled() for one in (outer, inner, *leaves)])
    # One leaf is cancelled by another: the gather raises that, and the others live on.
    leaves = [asyncio.create_task(leaf(name)) for name in "ghi"]
    inner = asyncio.gather(leaves[0], leaves[1])
    outer = asyncio.gather(inner, asyncio.gather(leaves[2]))
    await asyncio.sleep(0)
    leaves[1].cancel("only h")
    await attempt("outer", outer)
    print([one.done() for one in (outer, inner, *leaves)])
    print("again", outer.cancel(), inner.cancel())
    for task in leaves:
        task.cancel("the rest")
    print(await asyncio.gather(*leaves, return_exceptions=True))
    # Asked for exceptions, a cancelled gather raises nevertheless.
    whole = asyncio.gather(leaf("j"), leaf("k", 1), return_exceptions=True)
    await asyncio.sleep(0)
    whole.cancel("not a result")
    await attempt("whole", whole)
    print(whole.cancelled(), whole.done())
    # The last one speaks for all: where it was done before, the message is lost.
    done = asyncio.create_task(asyncio.sleep(0))
    await done
    for awaited in ((leaf("l", 1), done), (done, leaf("m", 1))):
        whole = asyncio.gather(*awaited, return_exceptions=True)
        await asyncio.sleep(0)
        whole.cancel("a message")
        await attempt("whole", whole)


asyncio.run(main())
