import asyncio
import time


class CircuitOpen(Exception):
    pass


class CircuitBreaker:
    def __init__(self, max_failures=3, reset_after=0.06):
        self.max_failures = max_failures
        self.reset_after = reset_after
        self.failures = 0
        self.opened_at = None

    @property
    def state(self):
        if self.opened_at is None:
            return "closed"
        if time.monotonic() - self.opened_at >= self.reset_after:
            return "half-open"
        return "open"

    async def call(self, func, *args):
        state = self.state
        if state == "open":
            raise CircuitOpen("try again later")
        try:
            result = await func(*args)
        except Exception:
            self.failures += 1
            if self.failures >= self.max_failures or state == "half-open":
                self.opened_at = time.monotonic()
            raise
        self.failures = 0
        self.opened_at = None
        return result


class Backend:
    def __init__(self, up):
        self.up = up
        self.calls = 0

    async def get(self, key):
        self.calls += 1
        await asyncio.sleep(0)
        if not self.up:
            raise ConnectionError(f"no route to {key}")
        return key[::-1]


async def attempt(breaker, backend, key):
    before = breaker.state
    try:
        outcome = await breaker.call(backend.get, key)
    except (ConnectionError, CircuitOpen) as e:
        outcome = f"{e.__class__.__name__}: {e}"
    print(f"{before:>9} -> {breaker.state:<9} | {outcome}")


async def main():
    breaker, backend = CircuitBreaker(), Backend(True)
    await attempt(breaker, backend, "abc")
    backend.up = False
    for _ in range(5):
        await attempt(breaker, backend, "host-1")
    await asyncio.sleep(0.1)
    await attempt(breaker, backend, "host-1")
    await attempt(breaker, backend, "host-1")
    backend.up = True
    await asyncio.sleep(0.1)
    await attempt(breaker, backend, "stressed")
    await attempt(breaker, backend, "level")
    print("backend was called", backend.calls, "times")


if __name__ == "__main__":
    asyncio.run(main())
