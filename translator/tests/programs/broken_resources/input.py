import asyncio

class Resource:
    def __init__(self, name, fail=None):
        self.name, self.fail = name, fail
    async def __aenter__(self):
        print("open", self.name)
        if self.fail == "enter":
            raise RuntimeError("cannot open " + self.name)
        return self
    async def __aexit__(self, exc_type, exc, tb):
        print("close", self.name, exc_type.__name__ if exc_type else None, exc)
        if self.fail == "exit":
            raise RuntimeError("cannot close")
        return exc_type is ValueError

async def use(one, other, exc=None):
    try:
        async with Resource("a", one) as a:
            async with Resource("b", other) as b:
                print("using", a.name, b.name)
                if exc:
                    raise exc
        print("fine")
    except Exception as e:
        print("error", type(e).__name__, e, "from", repr(e.__context__))
    finally:
        print("--")

async def main():
    await use(None, None)
    await use(None, "enter")
    await use("exit", None)
    await use(None, "exit", KeyError("boom"))
    await use(None, None, ValueError("v"))
    await use(None, None, OSError("v"))

asyncio.run(main())

def nested():
    try:
        try:
            1 / 0
        finally:
            print("inner finally")
            try:
                {}["x"]
            except KeyError:
                print("key")
    except ZeroDivisionError as e:
        print("outer", e)
        return 1
    finally:
        print("outer finally")
print(nested())
def loops():
    for i in range(5):
        try:
            if i % 2:
                continue
            if i == 4:
                return i
            yield i
        except GeneratorExit:
            print("gen exit at", i)
            raise
        finally:
            print("f", i)
print(list(loops()))
g = loops(); print(next(g)); g.close()
