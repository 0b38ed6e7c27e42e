import asyncio

STORE = {"apple": 3, "pear": 0, "fig": 12}


async def deliver(stock, batch):
    for name, n in batch.items():
        await asyncio.sleep(0)
        stock[name] = stock.get(name, 0) + n


async def main():
    stock = dict(STORE)
    await asyncio.gather(deliver(stock, {"plum": 4, "apple": 2}), deliver(stock, {"kiwi": 1, "plum": 1}))
    print(stock, STORE)
    print(list(stock), list(stock.keys()), list(stock.values()), list(stock.items())[:2])
    stock["apple"] = 99
    del stock["pear"]
    stock["pear"] = 1
    print(stock, "pear" in stock, "nut" in stock, len(stock))
    print(stock.pop("fig"), stock.pop("fig", None), stock.pop("fig", "gone"), stock.popitem(), stock)
    print(stock.setdefault("apple", 0), stock.setdefault("lime", 7), stock.setdefault("none"), stock)
    merged = {"a": 1, "b": 2} | {"b": 3, "c": 4}
    merged |= {"d": 5}
    merged.update({"a": 0}, e=6)
    merged.update([("f", 7), ("a", -1)])
    print(merged, {**merged, "b": "last", **{"z": 0}})
    print(dict(zip("abc", range(3))), dict(x=1, y=2), dict([(1, 2)], k=3), dict.fromkeys("aab", 0), dict.fromkeys([1, 2]))
    print({v: k for k, v in merged.items()}, sorted(merged.items(), key=lambda kv: -kv[1])[:2], max(merged, key=merged.get))
    print({1: "a", 2: "b"} == {2: "b", 1: "a"}, {1: 2} == {1: 2.0}, {1: "x", True: "y", 1.0: "z"}, {(1, 2): 3, None: 4, "k": [5]})
    print(merged.keys() & {"a", "zz"}, merged.keys() >= {"a", "b"}, ("a", -1) in merged.items(), 7 in merged.values())
    for i, (name, n) in enumerate(merged.items(), start=1):
        print(f"{i}.{name}={n}", end=" ")
    print(list(reversed(merged)))
    nested = {}
    for path in ("a.b.c", "a.b.d", "x", "a.e"):
        node = nested
        for part in path.split("."):
            node = node.setdefault(part, {})
    print(nested)
    try:
        print(stock["nut"])
    except KeyError as e:
        print("KeyError", e, e.args, repr(e))
    try:
        for k in stock:
            stock[k + "2"] = 1
    except RuntimeError as e:
        print(e)
    try:
        {}.popitem()
    except KeyError as e:
        print(e)
    try:
        {[1]: 2}
    except TypeError as e:
        print(e)
    stock.clear()
    print(stock, not stock, {}.get("x"), {}.get("x", []))


asyncio.run(main())
