import asyncio


def squares(n):
    return [i * i for i in range(n)]


async def main():
    loop = asyncio.get_running_loop()
    print(await loop.run_in_executor(None, squares, 4))
    futures = [loop.run_in_executor(None, squares, n) for n in (3, 1, 2)]
    print([future.done() for future in futures])
    for future in reversed(futures):
        print(await future)
    print(await asyncio.gather(*(loop.run_in_executor(None, max, n, 2) for n in range(4))))
    future = loop.run_in_executor(None, sum, [1, 2, 3])
    future.add_done_callback(lambda f: print("callback", f.result()))
    value = await future
    print("main", value)
    total = 0
    for n in range(5):
        total += await asyncio.to_thread(len, squares(n))
    print("total", total)
    given = await asyncio.wait_for(loop.run_in_executor(None, squares, 2), 10)
    print(given, await asyncio.shield(loop.run_in_executor(None, squares, 1)))
    return await loop.run_in_executor(None, str, 5)


print(asyncio.run(main()))
loop = asyncio.new_event_loop()
first = loop.run_in_executor(None, squares, 3)
print(first.done())
print(loop.run_until_complete(first))
loop.run_until_complete(loop.shutdown_default_executor())
loop.close()
