import asyncio
import time


class TokenBucket:
    def __init__(self, capacity, refill_every):
        self.capacity = capacity
        self.tokens = capacity
        self.refill_every = refill_every
        self.refiller = None
        self.available = asyncio.Event()
        self.available.set()

    async def _refill(self):
        while True:
            await asyncio.sleep(self.refill_every)
            if self.tokens < self.capacity:
                self.tokens += 1
                self.available.set()

    async def take(self):
        while self.tokens == 0:
            self.available.clear()
            await self.available.wait()
        self.tokens -= 1

    async def __aenter__(self):
        self.refiller = asyncio.create_task(self._refill())
        return self

    async def __aexit__(self, *exc):
        self.refiller.cancel()
        try:
            await self.refiller
        except asyncio.CancelledError:
            print("refiller stopped")


async def call_api(bucket, n, t0, finished):
    await bucket.take()
    finished.append(n)
    waited = time.monotonic() - t0
    print(f"request {n} {'at once' if waited < 0.03 else 'later'}")


async def main():
    t0 = time.monotonic()
    finished = []
    async with TokenBucket(3, 0.05) as bucket:
        await asyncio.gather(*(call_api(bucket, n, t0, finished) for n in range(6)))
        print("tokens left", bucket.tokens)
    took = time.monotonic() - t0
    print(finished, "took at least 150 ms:", took >= 0.15)


if __name__ == "__main__":
    asyncio.run(main())
