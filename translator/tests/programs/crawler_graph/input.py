import asyncio

SITE = {
    "/": ["/about", "/blog", "/shop"],
    "/about": ["/", "/team"],
    "/blog": ["/blog/1", "/blog/2", "/"],
    "/blog/1": ["/blog/2", "/missing"],
    "/blog/2": ["/blog/1", "/about"],
    "/shop": ["/shop/cart", "/secret"],
    "/shop/cart": ["/shop"],
    "/team": [],
    "/secret": None,
}


class Crawler:
    def __init__(self, fetch, max_depth=3, concurrency=2):
        self.fetch = fetch
        self.max_depth = max_depth
        self.sem = asyncio.Semaphore(concurrency)
        self.seen = {}
        self.errors = {}

    async def crawl(self, url, depth=0):
        if url in self.seen or depth > self.max_depth:
            return
        self.seen[url] = depth
        try:
            async with self.sem:
                links = await self.fetch(url)
        except (LookupError, PermissionError) as exc:
            self.errors[url] = exc
            return
        await asyncio.gather(*(self.crawl(link, depth + 1) for link in links))


active = peak = 0


async def fake_fetch(url):
    global active, peak
    active += 1
    peak = max(peak, active)
    try:
        await asyncio.sleep(0.005)
        if url not in SITE:
            raise KeyError(url)
        links = SITE[url]
        if links is None:
            raise PermissionError("403 for " + url)
        return links
    finally:
        active -= 1


async def main():
    crawler = Crawler(fake_fetch)
    await crawler.crawl("/")
    for url in sorted(crawler.seen):
        print("  " * crawler.seen[url] + url)
    for url, exc in sorted(crawler.errors.items()):
        print(f"{url}: {type(exc).__name__}({exc})")
    print(f"{len(crawler.seen)} pages, {peak} at once, {active} active")

    shallow = Crawler(fake_fetch, max_depth=1, concurrency=10)
    await shallow.crawl("/")
    print(sorted(shallow.seen, key=lambda u: (len(u), u)))


asyncio.run(main())
