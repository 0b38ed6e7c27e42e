class Node:
    def __init__(self, data, next=None):
        self.data = data
        self.next = next


class LinkedList:
    def __init__(self, *items):
        self.head = None
        for item in reversed(items):
            self.head = Node(item, self.head)

    def __iter__(self):
        node = self.head
        while node:
            yield node.data
            node = node.next

    def __str__(self):
        return " -> ".join(str(x) for x in self) or "(empty)"

    def __len__(self):
        return sum(1 for _ in self)

    def append(self, data):
        if self.head is None:
            self.head = Node(data)
            return
        node = self.head
        while node.next is not None:
            node = node.next
        node.next = Node(data)

    def remove(self, data):
        before, node = None, self.head
        while node and node.data != data:
            before, node = node, node.next
        if node is None:
            raise ValueError(f"{data!r} is not in the list")
        if before is None:
            self.head = node.next
        else:
            before.next = node.next

    def reverse(self):
        done = None
        while self.head:
            self.head.next, self.head, done = done, self.head.next, self.head
        self.head = done

    def middle(self):
        slow = fast = self.head
        while fast and fast.next:
            slow = slow.next
            fast = fast.next.next
        return slow.data if slow else None

    def has_cycle(self):
        slow = fast = self.head
        while fast and fast.next:
            slow, fast = slow.next, fast.next.next
            if slow is fast:
                return True
        return False


numbers = LinkedList(3, 1, 4)
numbers.append(1)
numbers.append(5)
print(numbers, len(numbers), numbers.middle(), list(numbers), 4 in numbers)
numbers.reverse()
print(numbers)
numbers.remove(1)
numbers.remove(5)
print(numbers, numbers.middle())
try:
    numbers.remove(99)
except ValueError as e:
    print(e)
empty = LinkedList()
empty.reverse()
print(empty, len(empty), empty.middle(), bool(empty), empty.has_cycle())
empty.append("x")
print(empty, bool(empty), sorted(numbers), numbers.has_cycle())
ring = LinkedList(*"abc")
ring.head.next.next.next = ring.head
print(ring.has_cycle(), ring.head.next.next.next.data, ring.head.next.data)
