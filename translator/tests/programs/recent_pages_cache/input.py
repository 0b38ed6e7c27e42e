import asyncio
from collections import OrderedDict


class PageCache:
    def __init__(self, capacity):
        self.capacity = capacity
        self.pages = OrderedDict()
        self.hits = self.misses = 0

    async def load(self, url):
        if url in self.pages:
            self.hits += 1
            self.pages.move_to_end(url)
            return self.pages[url]
        self.misses += 1
        await asyncio.sleep(0.001)
        body = f"<{url}>" * 2
        self.pages[url] = body
        if len(self.pages) > self.capacity:
            old, _ = self.pages.popitem(last=False)
            print("evict", old)
        return body


async def main():
    cache = PageCache(3)
    for url in "abcadbea":
        print(url, await cache.load(url), list(cache.pages))
    print("hits", cache.hits, "misses", cache.misses, f"{cache.hits / (cache.hits + cache.misses):.0%}")
    od = OrderedDict([("x", 1), ("y", 2), ("z", 3)])
    od["x"] = 10
    od.move_to_end("z", last=False)
    print(od, list(od.items()), list(reversed(od)))
    print(od.popitem(), od.pop("nope", None), od.setdefault("w", 0), dict(od))
    print(OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1), OrderedDict(a=1, b=2) == dict(b=2, a=1))
    del od["z"]
    od.update(v=5)
    print(od, OrderedDict())
    try:
        od.move_to_end("ghost")
    except KeyError as e:
        print("KeyError", e)
    while od:
        print(od.popitem(last=False), end=" ")
    print("empty")


asyncio.run(main())
