import asyncio
from dataclasses import dataclass, field
@dataclass
class P:
    x: int
    y: int = 0
@dataclass
class Q(P):
    z: int = 5
class R(P):
    def area(self):
        return self.x * self.y
@dataclass
class S:
    n: int
    def __eq__(self, other):
        return self.n % 10 == other.n % 10
    def __repr__(self):
        return f"S<{self.n}>"
print(P(1) == Q(1), Q(1) == Q(1, 0, 5), R(2, 3).area(), R(1, 2), S(11) == S(1), S(4), P(1) != P(1))
class Base:
    total = 0
    def __init__(self, v):
        self._v = v
        Base.total += 1
    @property
    def v(self):
        return self._v
    @v.setter
    def v(self, n):
        self._v = n
    def __str__(self):
        return f"Base({self._v})"
    def __call__(self, k):
        return self._v + k
class Sub(Base):
    def __str__(self):
        return "Sub:" + super().__str__()
b = Base(1)
b.v = 7
print(b, b(3), b.v)
class Ctx:
    async def __aenter__(self):
        print("in")
        return self
    async def __aexit__(self, t, e, tb):
        print("out", t is not None and t.__name__, repr(e))
        return True
class Ticker:
    def __init__(self, n): self.n = n
    def __aiter__(self): return self
    async def __anext__(self):
        if self.n == 0:
            raise StopAsyncIteration
        self.n -= 1
        await asyncio.sleep(0)
        return self.n
class Err(Exception):
    def __init__(self, code):
        super().__init__(f"code {code}")
        self.code = code
class SubErr(Err):
    def __init__(self, code, more):
        super().__init__(code)
        self.more = more
    def __str__(self):
        return super().__str__() + "/" + self.more
async def main():
    async with Ctx():
        print("body")
    async with Ctx():
        raise Err(3)
    async for t in Ticker(3):
        print(t)
    print([t async for t in Ticker(2)])
    errs = []
    for i in range(3):
        try:
            if i == 0: raise SubErr(1, "m")
            if i == 1: raise Err(2)
            raise ValueError("v", i)
        except Err as e:
            errs.append(e)
            print(e.code, e, repr(e), e.args)
        except ValueError as e:
            errs.append(e)
    print(errs, [str(e) for e in errs], [isinstance(e, Err) for e in errs])
    results = await asyncio.gather(fail(1), fail(2), return_exceptions=True)
    print(results)
async def fail(n):
    raise SubErr(n, "q")
asyncio.run(main())
