"""Who shares what: aliases, copies and deep copies."""
import asyncio
import copy


def add_item(item, basket=[]):
    basket.append(item)
    return basket


async def fill(matrix, value):
    for row in matrix:
        for i in range(len(row)):
            await asyncio.sleep(0)
            row[i] = value


async def main():
    a = [[1, 2], [3, 4]]
    alias, shallow, deep = a, list(a), copy.deepcopy(a)
    await fill(shallow, 0)
    shallow.append("extra")
    print(a, alias, shallow, deep, sep="\n")
    print(alias is a, shallow is a, shallow[0] is a[0], deep[0] is a[0], deep == [[1, 2], [3, 4]])
    print(add_item(1), add_item(2), add_item(3, []), add_item(4))
    config = {"db": {"host": "x", "ports": [1, 2]}, "debug": False}
    other = dict(config)
    third = copy.copy(config)
    other["debug"] = True
    other["db"]["ports"].append(3)
    third["db"] = None
    print(config, other, third, sep="\n")
    s = t = "text"
    s += "!"
    n = m = 5
    n *= 2
    u = v = (1,)
    u += (2,)
    p = q = [1]
    p += [2]
    r = o = [1]
    r = r + [2]
    print(s, t, n, m, u, v, p, q, r, o)
    tup = ([], 1)
    tup[0].append("inside")
    print(tup)
    try:
        tup[0] += ["error but done"]
    except TypeError as e:
        print(e, tup)
    rows = [[]] * 3
    rows[0].append(1)
    cells = {k: [] for k in "ab"}
    cells["a"].append(1)
    shared = dict.fromkeys("ab", [])
    shared["a"].append(1)
    print(rows, cells, shared)
    library = {"books": [{"title": "A", "tags": {"x"}}]}
    book = library["books"][0]
    book["title"] = "B"
    book["tags"].add("y")
    book = {"title": "other"}
    print(library["books"][0]["title"], sorted(library["books"][0]["tags"]), book)


asyncio.run(main())
