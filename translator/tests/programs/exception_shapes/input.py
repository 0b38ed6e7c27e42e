"""What errors print when they are shown, turned to text or put in a list."""
import asyncio


class Quiet(Exception):
    pass


class Loud(Exception):
    def __repr__(self):
        return "<Loud!>"


def attempt(action):
    try:
        return action()
    except Exception as e:
        return e


async def main():
    await asyncio.sleep(0)
    for e in (ValueError(), ValueError("x"), ValueError("x", 2), KeyError("k"), KeyError(3), KeyError("a", "b"), KeyError(), OSError(2, "nope"), Quiet(None), Loud("hm"), StopIteration(7), IndexError(""), ValueError(["l"])):
        print(f"{type(e).__name__}: str={str(e)!r} repr={e!r} args={e.args}")
    actions = [
        lambda: [][0],
        lambda: {}["key"],
        lambda: {}[(1, 2)],
        lambda: int("1.5"),
        lambda: (1, 2)[2],
        lambda: "abc"[10],
        lambda: [1, 2].index(3),
        lambda: float("pi"),
        lambda: next(iter([])),
        lambda: dict([(1,)]),
    ]
    for action in actions:
        e = attempt(action)
        print(f"{type(e).__name__}: {e}")
    errors = [attempt(lambda: 1 // 0), Loud(), Quiet("q")]
    print(errors, [isinstance(e, ArithmeticError) for e in errors], isinstance(KeyError(), LookupError), issubclass(FileNotFoundError, OSError))


asyncio.run(main())
