import asyncio
from contextlib import asynccontextmanager


class RWLock:
    """Many readers or one writer; waiting writers go first."""

    def __init__(self):
        self._cond = asyncio.Condition()
        self._readers = 0
        self._writing = False
        self._writers_waiting = 0

    @asynccontextmanager
    async def read(self):
        async with self._cond:
            await self._cond.wait_for(lambda: not self._writing and not self._writers_waiting)
            self._readers += 1
        try:
            yield
        finally:
            async with self._cond:
                self._readers -= 1
                self._cond.notify_all()

    @asynccontextmanager
    async def write(self):
        async with self._cond:
            self._writers_waiting += 1
            await self._cond.wait_for(lambda: not self._writing and self._readers == 0)
            self._writers_waiting -= 1
            self._writing = True
        try:
            yield
        finally:
            async with self._cond:
                self._writing = False
                self._cond.notify_all()


data = {"version": 1}
lock = None


async def reader(name, start):
    await asyncio.sleep(start)
    async with lock.read():
        seen = data["version"]
        print(f"{name} reads version {seen} with {lock._readers} reader(s)")
        await asyncio.sleep(0.06)
        assert data["version"] == seen, "changed while reading"
    return seen


async def writer(name, start):
    await asyncio.sleep(start)
    print(f"{name} wants to write")
    async with lock.write():
        value = data["version"]
        await asyncio.sleep(0.02)
        data["version"] = value + 1
        print(f"{name} wrote version {data['version']}")


async def main():
    global lock
    lock = RWLock()
    results = await asyncio.gather(
        reader("r1", 0), reader("r2", 0.02), writer("w1", 0.04), reader("r3", 0.06), writer("w2", 0.2)
    )
    print(results, data)


if __name__ == "__main__":
    asyncio.run(main())
