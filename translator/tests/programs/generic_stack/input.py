import asyncio
from typing import Callable, Generic, Iterator, Optional, TypeVar

T = TypeVar("T")
K = TypeVar("K")


class Stack(Generic[T]):
    def __init__(self, limit: Optional[int] = None) -> None:
        self._items: list[T] = []
        self.limit = limit

    def push(self, item: T) -> None:
        if self.limit is not None and len(self._items) >= self.limit:
            raise OverflowError(f"stack of {self.limit} is full")
        self._items.append(item)

    def pop(self) -> T:
        if not self._items:
            raise IndexError("stack is empty")
        return self._items.pop()

    def peek(self) -> Optional[T]:
        return self._items[-1] if self._items else None

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[T]:
        return reversed(self._items)


def group_by(items: list[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    groups: dict[K, list[T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups


def balanced(text: str) -> bool:
    pairs = {")": "(", "]": "[", "}": "{"}
    stack: Stack[str] = Stack()
    for ch in text:
        if ch in pairs.values():
            stack.push(ch)
        elif ch in pairs and (not stack or stack.pop() != pairs[ch]):
            return False
    return not stack


async def main() -> None:
    numbers = Stack[int](3)
    for n in (1, 2, 3):
        numbers.push(n)
        await asyncio.sleep(0)
    try:
        numbers.push(4)
    except OverflowError as e:
        print(e)
    print(list(numbers), numbers.peek(), len(numbers), numbers.pop() + numbers.pop(), numbers.pop())
    try:
        numbers.pop()
    except IndexError as e:
        print(e, numbers.peek())
    words: Stack[str] = Stack()
    for w in "to be or not".split():
        words.push(w)
    print(" ".join(words), [balanced(t) for t in ("", "([]{})", "(]", "((", "a(b)c]")])
    print(group_by([1, 2, 3, 4], lambda n: n % 2 == 0), group_by(["aa", "b", "cc"], len))


asyncio.run(main())
