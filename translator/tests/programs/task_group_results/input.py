import asyncio


class FetchError(Exception):
    def __init__(self, url, code):
        super().__init__(f"{url}: {code}")
        self.url = url
        self.code = code


async def fetch(url, delay=0.001):
    await asyncio.sleep(delay)
    if "bad" in url:
        raise FetchError(url, 404)
    if "none" in url:
        return None
    return {"url": url, "size": len(url)}


async def gather_all(urls):
    results = await asyncio.gather(*(fetch(u) for u in urls), return_exceptions=True)
    good, bad = [], []
    for url, result in zip(urls, results):
        if isinstance(result, FetchError):
            bad.append((url, result.code))
        elif result is None:
            print("nothing from", url)
        elif isinstance(result, BaseException):
            raise result
        else:
            good.append(result["size"])
    return good, bad


async def grouped(urls):
    tasks = {}
    async with asyncio.TaskGroup() as tg:
        for url in urls:
            tasks[url] = tg.create_task(fetch(url), name=f"fetch-{url}")
    return [len(t.result() or {}) for t in tasks.values()]


async def first_of(*coros):
    tasks = [asyncio.ensure_future(c) for c in coros]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for p in pending:
        p.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return done.pop().result(), len(pending)


async def pair():
    (a, b), c = await asyncio.gather(asyncio.gather(fetch("x"), fetch("yy")), fetch("zzz"))
    return len(a or ""), len(b or ""), c


async def main():
    print(await gather_all(["a", "bad/b", "none", "ccc", "bad"]))
    print(await grouped(["one", "three"]))
    try:
        await grouped(["ok", "bad1", "bad2"])
    except ExceptionGroup as eg:
        print(eg.message, sorted(e.url for e in eg.exceptions))
    print(await first_of(fetch("slow", 5), fetch("fast", 0.001), fetch("never", 9)))
    print(await pair())
    a, b, c = await asyncio.gather(fetch("q"), asyncio.sleep(0.001, "slept"), asyncio.sleep(0))
    print(a, b, c)
    await asyncio.gather(fetch("r"), asyncio.sleep(0, 1), asyncio.sleep(0, "text"))
    print(await asyncio.gather(), await asyncio.gather(*[]))
    async with asyncio.TaskGroup() as tg:
        t1 = tg.create_task(asyncio.sleep(0, "one"))
        t2 = tg.create_task(fetch("two"))
    print(t1.result(), t2.result())


asyncio.run(main())
