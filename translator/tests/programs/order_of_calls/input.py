"""Python says in what order things are evaluated; each call leaves a mark."""
import asyncio

marks = []


def mark(name, value=None):
    marks.append(name)
    return value


async def amark(name, value=None):
    await asyncio.sleep(0)
    return mark(name, value)


def flush(title):
    print(f"{title}: {' '.join(marks)}")
    marks.clear()


def func(a, b=mark("default", 5), *args, c=1, **kw):
    return a, b, args, c, kw


async def main():
    flush("at definition")
    print(mark("a", 1) + mark("b", 2) * mark("c", 3))
    flush("arithmetic")
    print(func(mark("x", 1), *mark("star", [2, 3]), c=mark("c", 4), **mark("kw", {"z": 5})))
    flush("call")
    d = {mark("k1", 1): mark("v1", "a"), mark("k2", 2): mark("v2", "b")}
    flush("dict")
    d[mark("key", 3)] = mark("value", "c")
    flush("store")
    lst = [0, 1, 2]
    lst[mark("index", 1)] += mark("addend", 10)
    flush("augmented")
    print(lst, d)
    x = y = mark("once", [])
    x.append(1)
    print(y)
    flush("chain")
    i = 0
    i, lst[i] = 2, 9
    print(i, lst)
    print(mark("then", 1) if mark("test", 0) else mark("else", 2))
    flush("ternary")
    print(mark("lo", 1) < mark("mid", 0) < mark("hi", 9))
    flush("compare")
    print(await amark("first", 1) - await amark("second", 2), mark("third"))
    flush("awaits")
    print([mark(f"if{n}", n) for n in range(3) if mark(f"c{n}", n != 1)])
    flush("comprehension")
    gen = (mark(f"g{n}", n) for n in mark("source", [1, 2]))
    flush("lazy source")
    print(next(gen), mark("between"), next(gen), next(gen, "end"))
    flush("lazy rest")
    print(f"{mark('f1', 1)} {mark('f2', 2)} {mark('f3', 3)}", mark("slice", "hello")[mark("lo", 1):mark("hi", 3)])
    flush("f-string and slice")
    a, b, c = mark("A", 1), mark("B", 2), mark("C", 3)
    a, b, c = c, a, b
    print(a, b, c)
    flush("tuple")
    assert mark("ok", True), mark("message")
    flush("assert")


asyncio.run(main())
