import asyncio


class Base:
    kind = "base"

    def __init__(self, **kwargs):
        print("Base", sorted(kwargs))
        self.extra = kwargs

    def hello(self):
        return ["base"]

    def whoami(self):
        return self.kind + "/" + self.tag()

    def tag(self):
        return "untagged"


class Left(Base):
    kind = "left"

    def __init__(self, left=1, **kwargs):
        print("Left", left)
        super().__init__(**kwargs)
        self.left = left

    def hello(self):
        return ["left"] + super().hello()


class Right(Base):
    kind = "right"

    def __init__(self, right=2, **kwargs):
        print("Right", right)
        super().__init__(**kwargs)
        self.right = right

    def hello(self):
        return ["right"] + super().hello()

    def tag(self):
        return "tagged by right"


class Both(Left, Right):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        print("Both done")

    def hello(self):
        return ["both"] + super().hello()


class LoudMixin:
    async def shout(self):
        await asyncio.sleep(0)
        return " ".join(self.hello()).upper()


class Loud(LoudMixin, Both):
    kind = "loud"


async def main():
    b = Both(left=10, other=5)
    print(b.hello(), b.whoami(), b.left, b.right, b.extra)
    print([c.__name__ for c in Both.__mro__])
    print(Left().hello(), Right(right=0).whoami())
    loud = Loud(right="r")
    print(await loud.shout(), loud.whoami(), loud.right)
    print(isinstance(loud, Right), issubclass(Loud, Base), issubclass(Left, Right), Loud.__mro__[2].__name__)
    print(Right.hello(b), super(Left, b).hello(), Base.tag(b))


asyncio.run(main())
