import asyncio


class Ticker:
    """Yield numbers from 0 to `to` every `delay` seconds."""

    def __init__(self, delay, to):
        self.delay = delay
        self.i = 0
        self.to = to

    def __aiter__(self):
        return self

    async def __anext__(self):
        i = self.i
        if i >= self.to:
            raise StopAsyncIteration
        self.i += 1
        if i:
            await asyncio.sleep(self.delay)
        return i


class Paginator:
    def __init__(self, records, page_size=3):
        self.records = records
        self.page_size = page_size
        self.requests = 0

    async def _get_page(self, offset):
        self.requests += 1
        await asyncio.sleep(0.005)
        return self.records[offset:offset + self.page_size]

    async def __aiter__(self):
        offset = 0
        while True:
            page = await self._get_page(offset)
            for record in page:
                yield record
            if len(page) < self.page_size:
                break
            offset += len(page)


async def azip(*iterables):
    iterators = [i.__aiter__() for i in iterables]
    while True:
        try:
            row = [await i.__anext__() for i in iterators]
        except StopAsyncIteration:
            return
        yield tuple(row)


async def main():
    async for i in Ticker(0.01, 4):
        print("tick", i)
    print([i async for i in Ticker(0, 3)])
    pages = Paginator(list("abcdefgh"))
    print("".join([r async for r in pages]), pages.requests)
    print([r.upper() async for r in pages if r in "aeiou"], pages.requests)
    async for pair in azip(Ticker(0.01, 10), Paginator(["x", "y", "z"], 2)):
        print(pair)
    t = Ticker(0, 1)
    print(await anext(t), await anext(t, None))


loop = asyncio.get_event_loop()
try:
    loop.run_until_complete(main())
finally:
    loop.close()
