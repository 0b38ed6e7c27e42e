import asyncio
from contextlib import asynccontextmanager, contextmanager, suppress


@contextmanager
def tag(name, **attrs):
    extra = "".join(f' {k}="{v}"' for k, v in attrs.items())
    print(f"<{name}{extra}>")
    try:
        yield name.upper()
    finally:
        print(f"</{name}>")


@contextmanager
def changed(obj, key, value):
    old = obj.get(key)
    obj[key] = value
    yield
    obj[key] = old


@contextmanager
def swallow(kind):
    try:
        yield
    except kind as e:
        print("swallowed", repr(e))


@asynccontextmanager
async def connection(name):
    await asyncio.sleep(0)
    print("open", name)
    try:
        yield {"name": name}
    except LookupError as e:
        print("lookup failed in", name, repr(e))
        raise
    finally:
        await asyncio.sleep(0)
        print("close", name)


async def main():
    with tag("ul", id=3) as label:
        for item in ("a", "b"):
            with tag("li"):
                print(label, item)
    settings = {"debug": False}
    with changed(settings, "debug", True):
        print(settings)
    print(settings)
    with swallow(ValueError), tag("risky"):
        int("x")
    with suppress(KeyError, IndexError):
        [][1]
        print("never")
    with suppress(ZeroDivisionError):
        print("all fine")
    try:
        with swallow(ValueError):
            {}["k"]
    except KeyError as e:
        print("not swallowed", e)
    async with connection("db") as conn:
        print("using", conn)
    try:
        async with connection("cache") as conn:
            conn["missing"]
    except KeyError as e:
        print("main got", e)

    @tag("wrapped")
    def work(x):
        print("working", x)
        return x * 2

    print(work(2), work(3))


asyncio.run(main())
