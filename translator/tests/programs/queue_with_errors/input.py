import asyncio

async def worker(name, q, out):
    while True:
        n = await q.get()
        if n is None:
            q.task_done()
            break
        try:
            if n % 4 == 0:
                raise ValueError(f"bad {n}")
            out.append((name, n, n ** 2))
        except ValueError as err:
            out.append((name, n, str(err)))
        finally:
            q.task_done()
    return name

async def main():
    q = asyncio.Queue()
    out = []
    ws = [asyncio.create_task(worker(c, q, out)) for c in "ab"]
    for i in range(1, 9):
        await q.put(i)
    await q.put(None)
    await q.put(None)
    names = await asyncio.gather(*ws)
    await q.join()
    print(names)
    for row in out:
        print(row)
    print(len(out), q.empty())

asyncio.run(main())
