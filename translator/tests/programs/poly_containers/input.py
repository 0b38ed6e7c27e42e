class Stack:
    def __init__(self, items=None):
        self._items = list(items) if items else []

    def push(self, item):
        self._items.append(item)
        return self

    def pop(self):
        if self.is_empty():
            raise IndexError("pop from an empty stack")
        return self._items.pop()

    def peek(self):
        return self._items[-1] if self._items else None

    def is_empty(self):
        return not self._items

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return iter(reversed(self._items))

    def __repr__(self):
        return f"{type(self).__name__}({self._items!r})"


class Node:
    __slots__ = ("value", "next")

    def __init__(self, value, next=None):
        self.value = value
        self.next = next


class LinkedList:
    limit = 100

    def __init__(self):
        self.head = None
        self._size = 0

    @classmethod
    def of(cls, *values):
        made = cls()
        for value in values:
            made.append(value)
        return made

    def append(self, value):
        node = Node(value)
        if self.head is None:
            self.head = node
        else:
            current = self.head
            while current.next is not None:
                current = current.next
            current.next = node
        self._size += 1

    def reverse(self):
        previous, current = None, self.head
        while current:
            current.next, previous, current = previous, current, current.next
        self.head = previous

    def __iter__(self):
        node = self.head
        while node:
            yield node.value
            node = node.next

    def __len__(self):
        return self._size

    def __contains__(self, value):
        return any(one == value for one in self)

    def __eq__(self, other):
        if not isinstance(other, LinkedList):
            return NotImplemented
        return list(self) == list(other)

    def __str__(self):
        return " -> ".join(str(value) for value in self)


def balanced(text):
    pairs = {")": "(", "]": "["}
    stack = Stack()
    for c in text:
        if c in "([":
            stack.push(c)
        elif c in ")]":
            if stack.is_empty() or stack.pop() != pairs[c]:
                return False
    return stack.is_empty()


def rpn(text):
    stack = Stack()
    for token in text.split():
        if token in "+-*":
            b, a = stack.pop(), stack.pop()
            stack.push(a + b if token == "+" else a - b if token == "-" else a * b)
        else:
            stack.push(float(token))
    return stack.pop()


print(balanced("(a[b])"), balanced("(]"), rpn("3 4 + 2 *"))
numbers = Stack([1, 2]).push(3)
words = Stack()
words.push("a").push("b")
print(numbers, words, numbers.pop() * 10, words.pop() + "!", len(numbers), list(words))
print(numbers.peek(), Stack().peek(), isinstance(words, Stack))
try:
    Stack().pop()
except IndexError as error:
    print("error:", error)
ints = LinkedList.of(1, 2, 3)
texts = LinkedList.of("x", "y")
print(ints, "|", texts, "|", len(ints) + len(texts), sum(ints), "".join(texts))
ints.reverse()
texts.reverse()
print(ints, texts, 2 in ints, "z" in texts, LinkedList.limit, ints.limit)
print(ints == LinkedList.of(3, 2, 1), texts == LinkedList.of("y"), LinkedList() == LinkedList())
