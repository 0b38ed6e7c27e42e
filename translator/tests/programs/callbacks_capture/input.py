import asyncio


async def work(n):
    await asyncio.sleep(0.001 * n)
    return n


async def main():
    task = asyncio.create_task(work(1), name="first")
    other = asyncio.create_task(work(50), name="second")
    future = asyncio.get_running_loop().create_future()
    other.add_done_callback(lambda t: print(t.get_name(), task.get_name(), future.done()))
    future.add_done_callback(lambda f: print(f.result(), task.done(), other.done()))
    await task
    future.set_result("set")
    await other
    await asyncio.sleep(0)
    done = [task, other]
    task.add_done_callback(lambda _: done.clear())
    await asyncio.sleep(0)
    print(len(done))


asyncio.run(main())
