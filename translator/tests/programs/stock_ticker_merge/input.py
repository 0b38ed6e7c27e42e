import asyncio
import random


async def ticker(symbol, price, interval, rng, ticks=3):
    for _ in range(ticks):
        await asyncio.sleep(interval)
        price = round(price * (1 + rng.uniform(-0.05, 0.05)), 2)
        yield symbol, price


async def merge(*sources):
    queue = asyncio.Queue()
    finished = object()

    async def pump(source):
        try:
            async for item in source:
                await queue.put(item)
        finally:
            await queue.put(finished)

    pumps = [asyncio.create_task(pump(s)) for s in sources]
    try:
        left = len(pumps)
        while left:
            item = await queue.get()
            if item is finished:
                left -= 1
            else:
                yield item
    finally:
        for p in pumps:
            p.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)
        print("pumps stopped:", len(pumps))


async def main():
    rng = random.Random(7)
    last = {}
    feeds = [ticker("ACME", 100, 0.05, rng), ticker("INIT", 20.5, 0.12, rng, ticks=2), ticker("UMBR", 7, 0.08, rng, 1)]
    async for symbol, price in merge(*feeds):
        change = price - last.get(symbol, price)
        arrow = "^" if change > 0 else "v" if change < 0 else "-"
        print(f"{symbol} {price:>8.2f} {arrow} {change:+.2f}")
        last[symbol] = price
    print(last)

    stream = merge(ticker("A", 1, 0.02, rng, 100), ticker("B", 2, 0.5, rng))
    seen = 0
    async for symbol, price in stream:
        seen += 1
        if seen == 3:
            print("enough of", symbol)
            break
    await stream.aclose()


asyncio.run(main())
