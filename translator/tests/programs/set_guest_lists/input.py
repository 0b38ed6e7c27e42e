import asyncio


async def ask(name, coming, maybe):
    await asyncio.sleep(0)
    if name[0] in "aeiou":
        coming.add(name)
    else:
        maybe.add(name)


def fmt(s):
    return "{" + ", ".join(sorted(s)) + "}"


async def main():
    invited = ["ann", "bob", "eve", "ike", "bob", "zoe", "ann", "dan"]
    coming, maybe = set(), set()
    await asyncio.gather(*(ask(n, coming, maybe) for n in invited))
    print(fmt(coming), fmt(maybe), len(set(invited)), len(invited))
    vips = {"ann", "dan", "kim"}
    print(fmt(coming | vips), fmt(coming & vips), fmt(coming - vips), fmt(coming ^ vips))
    print(fmt(coming.union(["pat"], maybe)), fmt(vips.intersection(invited)), fmt(vips.difference(coming, maybe)), fmt(vips.symmetric_difference({"kim", "lee"})))
    print({"ann"} <= coming, coming < coming, coming <= coming, coming >= {"ann", "eve"}, coming.isdisjoint(maybe), {"ann"}.issubset(vips), vips.issuperset([]))
    coming.discard("nobody")
    coming.discard("ike")
    coming |= {"lee"}
    coming &= {"lee", "ann", "eve"}
    coming -= {"eve"}
    coming ^= {"ann", "new"}
    print(fmt(coming))
    coming.update("xy", ["z"])
    coming.remove("x")
    print(fmt(coming), "y" in coming, "x" not in coming)
    for bad in ("remove", "pop", "hash"):
        try:
            if bad == "remove":
                coming.remove("ghost")
            elif bad == "pop":
                set().pop()
            else:
                {frozenset([1])} and {set([1])}
        except (KeyError, TypeError) as e:
            print(type(e).__name__, e)
    print(set(), {1}, frozenset(), frozenset([2]), {7}.pop(), {3} == frozenset([3]), {1, 1.0, True})
    small = {n % 5 for n in range(20)}
    print(small, sum(small), max(small), sorted(small, reverse=True), {0, 1, 2} | {2, 3})
    groups = {frozenset(w): [] for w in ("tea", "dog")}
    for w in ("eat", "ate", "god"):
        groups[frozenset(w)].append(w)
    print(list(groups.values()))
    seen = set()
    print([w for w in invited if not (w in seen or seen.add(w))])
    print(bool(set()), len(set("mississippi")), sorted(set("hello") & set("world")), {1, 2} == {2, 1}, {1} != {2})


asyncio.run(main())
