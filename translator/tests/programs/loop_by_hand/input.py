import asyncio


class Ticker:
    def __init__(self, loop, every, limit):
        self.loop = loop
        self.every = every
        self.limit = limit
        self.count = 0
        self.handle = loop.call_later(every, self.tick)

    def tick(self):
        self.count += 1
        print("tick", self.count)
        if self.count < self.limit:
            self.handle = self.loop.call_later(self.every, self.tick)
        else:
            self.loop.stop()


def handler(loop, context):
    print("handler:", context["message"])
    exc = context.get("exception")
    if exc is not None:
        print("  because of", type(exc).__name__, exc)


async def failing():
    raise LookupError("no such thing")


async def spawn():
    task = asyncio.ensure_future(failing())
    await asyncio.sleep(0.01)
    del task
    await asyncio.sleep(0.01)


def on_result(future):
    print("result is", future.result())


def ignored(future):
    print("never printed")


def main():
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.set_exception_handler(handler)
    ticker = Ticker(loop, 0.01, 3)
    cancelled = loop.call_later(0.01, print, "never")
    cancelled.cancel()
    print(cancelled.cancelled(), ticker.handle.cancelled())
    loop.call_soon(print, "soon", 1)
    loop.run_forever()
    print("stopped", loop.is_running(), ticker.count)

    future = loop.create_future()
    future.add_done_callback(on_result)
    future.add_done_callback(ignored)
    print("removed", future.remove_done_callback(ignored))
    loop.call_soon(future.set_result, 42)
    print(loop.run_until_complete(future))
    loop.run_until_complete(spawn())
    start = loop.time()
    handle = loop.call_at(start + 5, print, "not reached")
    print(handle.when() - start > 4.9)
    pending = [loop.create_task(asyncio.sleep(10), name=f"sleeper-{i}") for i in range(2)]
    loop.run_until_complete(asyncio.sleep(0))
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
    print([t.cancelled() for t in pending], sorted(t.get_name() for t in pending))
    loop.close()
    print(loop.is_closed())


if __name__ == "__main__":
    main()
