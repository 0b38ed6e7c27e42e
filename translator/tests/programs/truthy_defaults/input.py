import asyncio


class Box:
    def __init__(self, *items):
        self.items = items

    def __len__(self):
        print("len asked", end=" ")
        return len(self.items)


class Never:
    def __bool__(self):
        return False


def loud(value):
    print(f"<{value!r}>", end=" ")
    return value


async def find_name(user):
    await asyncio.sleep(0)
    return user.get("nick") or user.get("name") or "anonymous"


async def main():
    for v in (0, 1, -1, 0.0, 0.1, "", " ", "0", [], [0], {}, {0: 0}, (), (None,), set(), None, True, False, b"", range(0), range(3)):
        print(f"{v!r}:{bool(v):d}", end=" ")
    print()
    print(loud(0) or loud("") or loud("last"))
    print(loud(1) and loud([]) and loud("never"))
    print(loud(None) or loud(0), "|", loud(2) and loud(3), "|", not loud(""))
    print(loud(0) and loud(1) or loud(2))
    print(await find_name({"nick": "", "name": "Bo"}), await find_name({}), await find_name({"nick": "B", "name": "Bo"}))
    print("empty" if not Box() else "full", "full" if Box(1, 2) else "empty", bool(Never()), not Never())
    print(bool(Box(0)) and "box has things")
    a = None
    a = a or []
    a.append(1)
    b = a or ["default"]
    b.append(2)
    print(a, a is b, None is None, None == 0, [] is [], () == [])
    count = 0
    count = count if count is not None else 10
    limit = 0 or 10
    print(count, limit, [] or None, None and 1, "" or 0.0, 0.0 or "", {} or () or [])
    print(1 < 2 < 3, 1 < 3 < 2, 3 > 2 == 2, 1 == 1.0 == True, loud(1) < loud(5) < loud(3) < loud(9))
    print(True + True, True == 1, sum([True, False, True]), [False, True][1 > 0], isinstance(True, int), True is True)
    x = 15
    kind = "tiny" if x < 10 else "small" if x < 20 else "big" if x < 100 else "huge"
    print(kind, "even" if x % 2 == 0 else "odd", any([]), all([]), any([0, "", 3]), all([1, "a", [0]]))
    print(not 1 == 2, not (1 and 0), (not 1) == 0, None or False, False or None, 0 == False, "" == False)


asyncio.run(main())
