import asyncio

trace = []


def note(*args):
    trace.append(" ".join(map(str, args)))


async def inner(tag):
    note(tag, "inner 1")
    await asyncio.sleep(0)
    note(tag, "inner 2")
    return tag.lower()


async def outer(tag):
    note(tag, "outer 1")
    value = await inner(tag)
    note(tag, "outer 2", value)
    if tag == "A":
        value = await asyncio.create_task(inner(tag + tag))
        note(tag, "outer 3", value)
    await asyncio.sleep(0)
    note(tag, "end")


async def main():
    note("main 1")
    a = asyncio.create_task(outer("A"))
    note("main 2")
    b = asyncio.create_task(outer("B"))
    asyncio.get_running_loop().call_soon(note, "soon")
    await outer("M")
    note("main 3")
    await b
    note("main 4", a.done(), b.done())
    await a
    note("main 5")


asyncio.run(main())
for number, line in enumerate(trace, start=1):
    print(f"{number:02d} {line}")
