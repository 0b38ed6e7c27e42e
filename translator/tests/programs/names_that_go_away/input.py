"""del, pass, and names that are not there (yet)."""
import asyncio

LIMIT = 3


class Empty:
    pass


class Record:
    """A record of anything."""

    kind = "record"


def todo():
    pass


def shadow(len):
    return len + 1


def use_before():
    try:
        print(late)
    except UnboundLocalError as e:
        print(type(e).__name__, e)
    late = 1
    return late


async def main():
    data = {"a": [1, 2, 3], "b": 2}
    del data["b"], data["a"][0]
    print(data, todo(), Empty() is not None)
    x, y, (z, w) = 1, 2, (3, 4)
    del x, (y, z)
    try:
        print(w, y)
    except NameError as e:
        print(type(e).__name__, e)
    r = Record()
    r.name = "first"
    setattr(r, "size", 10)
    r.kind = "own"
    print(r.kind, Record.kind, vars(r), getattr(r, "nope", "default"))
    del r.kind
    delattr(r, "size")
    print(r.kind, vars(r), hasattr(r, "size"), Record.__doc__, todo.__doc__)
    for name in ("size", "kind"):
        try:
            delattr(r, name)
        except AttributeError as e:
            print("AttributeError:", e)
    await asyncio.sleep(0)
    print(use_before(), shadow(4), len("abc"))
    for i in range(LIMIT):
        if i == 1:
            pass
        else:
            print(i, end=" ")
    print(i)
    try:
        print(undefined_here)
    except NameError as e:
        print(e)
    try:
        global_later()
    except NameError as e:
        print(e)
    print(__name__, __doc__.split(",")[0])


def global_later():
    return SOMETHING


if LIMIT > 5:
    SOMETHING = undefined_here = 1

asyncio.run(main())
