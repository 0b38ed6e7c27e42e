import asyncio


class Resource:
    opened = 0

    def __init__(self, name, swallow=(), fail_open=False):
        self.name = name
        self.swallow = tuple(swallow)
        self.fail_open = fail_open

    async def __aenter__(self):
        await asyncio.sleep(0)
        if self.fail_open:
            raise PermissionError(f"cannot open {self.name}")
        Resource.opened += 1
        print(f"open {self.name}")
        return self

    async def __aexit__(self, exc_type, exc, tb):
        await asyncio.sleep(0)
        Resource.opened -= 1
        if exc_type is None:
            print(f"close {self.name}")
        else:
            print(f"close {self.name} because of {exc_type.__name__}: {exc}")
        return exc_type in self.swallow

    async def use(self, what):
        print(f"{self.name}: {what}")
        if what == "crash":
            raise ZeroDivisionError("crashed")


async def main():
    async with Resource("a") as a:
        await a.use("hello")

    async with Resource("outer", swallow=[ZeroDivisionError]) as outer, Resource("inner") as inner:
        await inner.use("work")
        await inner.use("crash")
        await outer.use("not reached")
    print("survived, open now:", Resource.opened)

    try:
        async with Resource("first"):
            async with Resource("second", fail_open=True):
                print("not reached")
    except PermissionError as e:
        print("error:", e)

    async def early():
        async with Resource("returning") as r:
            return r.name

    print(await early())
    for n in range(3):
        async with Resource(f"loop{n}"):
            if n == 0:
                continue
            if n == 1:
                break
    print("open at the end:", Resource.opened)


asyncio.run(main())
