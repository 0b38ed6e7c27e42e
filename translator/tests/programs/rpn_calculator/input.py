import asyncio
import textwrap
from enum import Flag, auto
from typing import Generic, TypeVar, Protocol, Union, Iterator

T = TypeVar("T")
K = TypeVar("K")


class Perm(Flag):
    READ = auto()
    WRITE = auto()
    EXEC = auto()
    ALL = READ | WRITE | EXEC


class Stack(Generic[T]):
    def __init__(self) -> None:
        self._items: list[T] = []

    def push(self, item: T) -> None:
        self._items.append(item)

    def pop(self) -> T:
        if not self._items:
            raise IndexError("pop from empty stack")
        return self._items.pop()

    def peek(self, default: T | None = None) -> T | None:
        return self._items[-1] if self._items else default

    def __len__(self) -> int:
        return len(self._items)

    def __bool__(self) -> bool:
        return bool(self._items)

    def __iter__(self) -> Iterator[T]:
        return reversed(self._items)


class Shape(Protocol):
    def area(self) -> float: ...


class Square:
    def __init__(self, side): self.side = side
    def area(self): return self.side ** 2


class Circle:
    def __init__(self, r): self.r = r
    def area(self): return 3.14159 * self.r ** 2


def total(shapes: list[Shape]) -> float:
    return sum(s.area() for s in shapes)


class Tokenizer:
    OPS = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 3}

    def __init__(self, text):
        self.text, self.pos = text, 0

    def __iter__(self):
        return self

    def __next__(self):
        while self.pos < len(self.text) and self.text[self.pos].isspace():
            self.pos += 1
        if self.pos >= len(self.text):
            raise StopIteration
        ch = self.text[self.pos]
        if ch.isdigit():
            start = self.pos
            while self.pos < len(self.text) and (self.text[self.pos].isdigit() or self.text[self.pos] == "."):
                self.pos += 1
            num = self.text[start:self.pos]
            return float(num) if "." in num else int(num)
        self.pos += 1
        if ch not in self.OPS and ch not in "()":
            raise SyntaxError(f"unexpected {ch!r} at {self.pos - 1}")
        return ch


def to_rpn(tokens) -> list[Union[int, float, str]]:
    out, ops = [], Stack()
    for t in tokens:
        if isinstance(t, (int, float)):
            out.append(t)
        elif t == "(":
            ops.push(t)
        elif t == ")":
            while (top := ops.pop()) != "(":
                out.append(top)
        else:
            while ops and ops.peek() != "(" and (
                Tokenizer.OPS[ops.peek()] > Tokenizer.OPS[t]
                or Tokenizer.OPS[ops.peek()] == Tokenizer.OPS[t] and t != "^"
            ):
                out.append(ops.pop())
            ops.push(t)
    while ops:
        out.append(ops.pop())
    return out


def evaluate(rpn):
    stack = []
    for t in rpn:
        if isinstance(t, str):
            b, a = stack.pop(), stack.pop()
            stack.append({"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b, "^": lambda: a ** b}[t]())
        else:
            stack.append(t)
    return stack[0]


async def calc(expr):
    await asyncio.sleep(0)
    try:
        rpn = to_rpn(Tokenizer(expr))
        return f"{expr} = {evaluate(rpn)}"
    except (SyntaxError, IndexError) as e:
        return f"{expr}: {type(e).__name__}: {e}"
    except ZeroDivisionError:
        return f"{expr}: division by zero"


async def main():
    for line in await asyncio.gather(*map(calc, ["1 + 2 * 3", "(1 + 2) * 3", "2 ^ 3 ^ 2", "7 / 2 - 1.5", "1 / 0", "2 $ 3", "1 + )"])):
        print(line)
    print(Perm.READ | Perm.WRITE, Perm.ALL & ~Perm.EXEC, Perm.EXEC in Perm.ALL, bool(Perm.READ & Perm.WRITE))
    print(f"{total([Square(2), Circle(1.5)]):.3f}")
    s = Stack()
    for w in "abc":
        s.push(w)
    print(len(s), list(s), s.pop(), s.peek(), Stack().peek("none"))
    print(textwrap.fill("the quick brown fox " * 4, width=30))
    print(textwrap.dedent("""
        a
          b
    """).strip())

asyncio.run(main())
