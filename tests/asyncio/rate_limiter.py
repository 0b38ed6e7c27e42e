import asyncio


class Limiter:
    def __init__(self, burst, period):
        self.permits = asyncio.Semaphore(burst)
        self.period = period
        self.given = 0

    async def __aenter__(self):
        await self.permits.acquire()
        self.given += 1
        asyncio.get_running_loop().call_later(self.period, self.permits.release)
        return self.given

    async def __aexit__(self, *raised):
        print("leaves", raised[1])


async def main():
    loop = asyncio.get_running_loop()
    limiter = Limiter(2, 0.04)
    start = loop.time()

    def step():
        return int((loop.time() - start + 0.005) / 0.04)

    async def request(name):
        async with limiter as n:
            print(name, n, "in step", step())
            if name == "c":
                raise ValueError(name)
        return name

    results = await asyncio.gather(*(request(name) for name in "abcdefg"), return_exceptions=True)
    print(*map(repr, results))
    print(limiter.given, limiter.permits.locked())
    await asyncio.sleep(0.06)
    print(limiter.permits.locked())
    start = loop.time()
    first, second = asyncio.create_task(request("h")), asyncio.create_task(request("i"))
    impatient = asyncio.create_task(request("impatient"))
    patient = asyncio.create_task(request("patient"))
    await asyncio.sleep(0.02)
    print(first.done(), second.done(), impatient.cancel())
    print(repr((await asyncio.gather(impatient, return_exceptions=True))[0]))
    print(await patient)
    await asyncio.sleep(0.06)
    print(limiter.given, limiter.permits.locked())


asyncio.run(main())
