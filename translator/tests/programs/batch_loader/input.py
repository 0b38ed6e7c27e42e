import asyncio


class BatchLoader:
    """Collects the keys that are asked for in one turn and loads them at once."""

    def __init__(self, batch_fn, max_batch=3):
        self.batch_fn = batch_fn
        self.max_batch = max_batch
        self.waiting = {}
        self.scheduled = False

    def load(self, key):
        if key not in self.waiting:
            self.waiting[key] = asyncio.get_running_loop().create_future()
            if not self.scheduled:
                self.scheduled = True
                asyncio.get_running_loop().call_soon(self._dispatch)
        return self.waiting[key]

    def _dispatch(self):
        self.scheduled = False
        waiting, self.waiting = self.waiting, {}
        keys = list(waiting)
        for i in range(0, len(keys), self.max_batch):
            part = keys[i:i + self.max_batch]
            asyncio.create_task(self._run(part, waiting))

    async def _run(self, keys, waiting):
        try:
            values = await self.batch_fn(keys)
            for key, value in zip(keys, values, strict=True):
                if isinstance(value, Exception):
                    waiting[key].set_exception(value)
                else:
                    waiting[key].set_result(value)
        except ValueError as e:
            for key in keys:
                if not waiting[key].done():
                    waiting[key].set_exception(e)


async def fetch_users(ids):
    print("SELECT * FROM users WHERE id IN", tuple(ids))
    await asyncio.sleep(0.01)
    users = {1: "root", 2: "ann", 3: "bob", 5: "eve", 8: "joe"}
    return [users.get(i) or KeyError(f"no user {i}") for i in ids if i != 100]


async def greet(loader, ident):
    try:
        return "hello " + await loader.load(ident)
    except KeyError as e:
        return f"who? {e}"


async def main():
    loader = BatchLoader(fetch_users)
    print(await asyncio.gather(*(greet(loader, i) for i in (1, 2, 1, 3, 5, 4))))
    print(await greet(loader, 8))
    try:
        await asyncio.gather(loader.load(2), loader.load(100))
    except ValueError as e:
        print(type(e).__name__, e)


asyncio.run(main())
