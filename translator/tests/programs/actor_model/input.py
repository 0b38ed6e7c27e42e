import asyncio


class Actor:
    def __init__(self, name):
        self.name = name
        self.mailbox = asyncio.Queue()
        self.task = asyncio.create_task(self._loop())

    async def _loop(self):
        while True:
            method, args, reply = await self.mailbox.get()
            if method == "stop":
                break
            try:
                result = await getattr(self, "on_" + method)(*args)
            except Exception as e:
                if reply is None:
                    print(f"{self.name} lost an error: {e}")
                else:
                    reply.set_exception(e)
            else:
                if reply is not None:
                    reply.set_result(result)

    def tell(self, method, *args):
        self.mailbox.put_nowait((method, args, None))

    async def ask(self, method, *args):
        reply = asyncio.get_running_loop().create_future()
        await self.mailbox.put((method, args, reply))
        return await reply

    async def stop(self):
        self.tell("stop")
        await self.task


class Counter(Actor):
    def __init__(self, name, start=0):
        super().__init__(name)
        self.count = start

    async def on_add(self, n=1):
        self.count += n
        return self.count

    async def on_value(self):
        return self.count


class Greeter(Actor):
    def __init__(self, counter):
        super().__init__("greeter")
        self.counter = counter

    async def on_greet(self, who):
        n = await self.counter.ask("add")
        return f"hello {who}, you are number {n}"

    async def on_explode(self):
        raise RuntimeError("boom")


async def main():
    counter = Counter("counter", start=10)
    greeter = Greeter(counter)
    for text in await asyncio.gather(*(greeter.ask("greet", w) for w in ("ann", "bob", "cy"))):
        print(text)
    counter.tell("add", 100)
    print(await counter.ask("value"))
    try:
        await greeter.ask("explode")
    except RuntimeError as e:
        print("got", repr(e))
    greeter.tell("explode")
    try:
        await counter.ask("divide", 2)
    except AttributeError as e:
        print("AttributeError:", e)
    await greeter.stop()
    await counter.stop()
    print(greeter.task.done(), counter.task.done(), counter.mailbox.empty())


asyncio.run(main())
