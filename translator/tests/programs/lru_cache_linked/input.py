import asyncio


class Node:
    def __init__(self, key, value):
        self.key = key
        self.value = value
        self.prev = None
        self.next = None


class LRUCache:
    """A dict for finding and a doubly linked list for the order."""

    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("capacity must be positive")
        self.capacity = capacity
        self.table = {}
        self.head = Node(None, None)
        self.tail = Node(None, None)
        self.head.next, self.tail.prev = self.tail, self.head

    def _unlink(self, node):
        node.prev.next, node.next.prev = node.next, node.prev

    def _push_front(self, node):
        first = self.head.next
        self.head.next = first.prev = node
        node.prev, node.next = self.head, first

    def get(self, key, default=None):
        node = self.table.get(key)
        if node is None:
            return default
        self._unlink(node)
        self._push_front(node)
        return node.value

    def put(self, key, value):
        if key in self.table:
            self._unlink(self.table[key])
        elif len(self.table) == self.capacity:
            oldest = self.tail.prev
            self._unlink(oldest)
            del self.table[oldest.key]
            print("drop", oldest.key)
        node = self.table[key] = Node(key, value)
        self._push_front(node)

    def __iter__(self):
        node = self.head.next
        while node is not self.tail:
            yield node.key, node.value
            node = node.next

    def __len__(self):
        return len(self.table)

    def __contains__(self, key):
        return key in self.table


async def cached_square(cache, n):
    if (hit := cache.get(n)) is not None:
        return f"{n}:{hit} hit"
    await asyncio.sleep(0.001)
    cache.put(n, n * n)
    return f"{n}:{n * n} miss"


async def main():
    cache = LRUCache(2)
    cache.put("a", 1)
    cache.put("b", 2)
    print(cache.get("a"), list(cache))
    cache.put("c", 3)
    print(cache.get("b"), cache.get("b", "none"), list(cache), len(cache), "c" in cache)
    cache.put("a", 100)
    cache.put("d", 4)
    print(dict(cache), cache.head.prev, cache.tail.next is None)
    squares = LRUCache(3)
    print([await cached_square(squares, n) for n in (1, 2, 1, 3, 4, 2, 1)])
    try:
        LRUCache(0)
    except ValueError as e:
        print(e)


asyncio.run(main())
