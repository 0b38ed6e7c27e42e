import asyncio
import time
from contextlib import asynccontextmanager, suppress


@asynccontextmanager
async def timed(label):
    begin = time.perf_counter()
    print(f"[{label}] begin")
    try:
        yield label.upper()
    except ValueError as e:
        print(f"[{label}] swallowed {e!r}")
    finally:
        print(f"[{label}] end after {time.perf_counter() - begin:.1f}s")


@asynccontextmanager
async def transaction(db):
    snapshot = dict(db)
    try:
        yield db
    except Exception:
        db.clear()
        db.update(snapshot)
        print("rolled back")
        raise
    else:
        print("committed", len(db) - len(snapshot), "new")


async def main():
    async with timed("sleep") as name:
        print("inside", name)
        await asyncio.sleep(0.11)

    async with timed("error"):
        raise ValueError("forget it")

    db = {"a": 1}
    async with transaction(db) as t:
        t["b"] = 2
        await asyncio.sleep(0)
        t["c"] = 3
    print(db)
    with suppress(KeyError):
        async with transaction(db) as t:
            t["d"] = t.pop("a") + 1
            print("changed", t)
            t.pop("zzz")
    print(db)

    async with timed("outer"), timed("inner") as inner:
        print(inner)
        await asyncio.sleep(0.06)


asyncio.run(main())
