import asyncio


class Service:
    def __init__(self, loop):
        self.loop = loop
        self.running = True
        self.counter = 0
        self.task = loop.create_task(self.periodic())
        loop.call_later(0.13, self.shutdown)

    async def periodic(self):
        while self.running:
            self.counter += 1
            print(f"tick {self.counter}")
            if self.counter == 2:
                self.loop.create_task(self.side_job("reindex"))
            await asyncio.sleep(0.05)
        print("periodic ended")

    async def side_job(self, name):
        print(f"{name} started")
        await asyncio.sleep(10)
        print(f"{name} finished")

    def shutdown(self):
        print("shutdown requested")
        self.running = False
        self.loop.call_later(0.06, self.loop.stop)


def cancel_all(loop):
    left = asyncio.all_tasks(loop)
    print(len(left), "task left to cancel")
    for t in left:
        t.cancel()
    results = loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    print([type(r).__name__ for r in results])


loop = asyncio.new_event_loop()
service = Service(loop)
try:
    loop.run_forever()
    print("loop stopped")
finally:
    cancel_all(loop)
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
print("ticks:", service.counter, "closed:", loop.is_closed(), "task done:", service.task.done())
