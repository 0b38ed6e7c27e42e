import asyncio

RAW = """INFO start
WARN disk 91
INFO user ann
ERROR db timeout

WARN disk 95
ERROR net down
INFO stop"""


def lines(text):
    for number, line in enumerate(text.split("\n"), 1):
        if line:
            yield number, line


def parse(rows):
    for number, row in rows:
        level, _, rest = row.partition(" ")
        yield {"n": number, "level": level, "text": rest}


def only(records, *levels):
    return (r for r in records if r["level"] in levels)


def take(iterable, n):
    for _, item in zip(range(n), iterable):
        yield item


def naturals(start=1):
    while True:
        yield start
        start += 1


def primes():
    found = []
    for n in naturals(2):
        if all(n % p for p in found):
            found.append(n)
            yield n


def chunks(items, size):
    chunk = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


async def slowly(iterable):
    for item in iterable:
        await asyncio.sleep(0)
        yield item


async def main():
    async for record in slowly(only(parse(lines(RAW)), "WARN", "ERROR")):
        print(f"{record['n']:>2} {record['level']:<5} {record['text']}")
    print(list(take(primes(), 12)), list(chunks(range(7), 3)), list(chunks("", 2)))
    squares = (n * n for n in naturals())
    print(next(squares), next(squares), list(take(squares, 3)), next(squares))
    gen = take("abc", 2)
    print(next(gen), next(gen), next(gen, "done"), next(gen, "still done"), list(gen))
    try:
        next(gen)
    except StopIteration as e:
        print("StopIteration", e.value)
    evens = filter(lambda n: n % 2 == 0, naturals())
    print(sum(take(evens, 5)), max(take(primes(), 5)), ",".join(str(p) for p in take(primes(), 4)), 7 in primes())
    a, b, *rest = take(naturals(10), 5)
    print(a, b, rest, dict(zip("xyz", naturals())), sorted(take(naturals(-2), 4), key=abs))


asyncio.run(main())
