import asyncio
import traceback
import sys


class AppError(Exception):
    code = 1

    def __init__(self, message, *, detail=None):
        super().__init__(message)
        self.detail = detail

    def __str__(self):
        base = super().__str__()
        return f"[{self.code}] {base}" + (f" ({self.detail})" if self.detail else "")


class NotFound(AppError):
    code = 404


class Denied(AppError):
    code = 403


async def fetch(key):
    await asyncio.sleep(0)
    if key == "secret":
        raise Denied("no access", detail=key)
    if key not in ("a", "b"):
        raise NotFound(f"no {key}")
    return key * 3


async def safe(key, default=None):
    try:
        value = await fetch(key)
    except NotFound as e:
        print("safe:", e)
        return default
    except AppError as e:
        raise RuntimeError("wrapped") from e
    else:
        print("ok", value)
        return value
    finally:
        print("finally", key)


async def cleanup(name, log):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        log.append(f"{name} cancelled")
        await asyncio.sleep(0)
        log.append(f"{name} cleaned")
        raise
    finally:
        log.append(f"{name} finally")


def chain(n):
    try:
        return 10 // n
    except ZeroDivisionError as e:
        raise ValueError(f"bad {n}") from e


async def main():
    print(await safe("a"), await safe("zzz", 0))
    try:
        await safe("secret")
    except RuntimeError as e:
        c = e.__cause__
        print(e, "|", c, "|", c.detail, isinstance(c, AppError))
    results = await asyncio.gather(fetch("b"), fetch("q"), fetch("secret"), return_exceptions=True)
    for r in results:
        if isinstance(r, AppError):
            print(r.code, r)
        else:
            print("value", r)
    log = []
    tasks = [asyncio.create_task(cleanup(n, log)) for n in ("x", "y")]
    await asyncio.sleep(0)
    for t in tasks:
        t.cancel("stop")
    done = await asyncio.gather(*tasks, return_exceptions=True)
    print([type(d).__name__ for d in done], log, [t.cancelled() for t in tasks])
    for n in (5, 0, "x"):
        try:
            print(chain(n))
        except ValueError as e:
            print("ValueError", e, repr(e.__cause__))
        except TypeError as e:
            print("TypeError", e)
    try:
        try:
            raise KeyError("first")
        finally:
            print("inner finally")
    except LookupError as e:
        print(repr(e), e.args)
    try:
        assert 1 > 2, "math works"
    except AssertionError as e:
        print("assert:", e)
    eg = ExceptionGroup("many", [ValueError(1), ExceptionGroup("in", [TypeError("t"), ValueError(2)])])
    match, rest = eg.split(ValueError)
    print(match, "|", rest, "|", [type(x).__name__ for x in match.exceptions])
    e = ValueError("note me")
    e.add_note("a note")
    print(e.__notes__)
    print("to stderr", file=sys.stderr)
    raise NotFound("the end", detail="bye")

asyncio.run(main())
