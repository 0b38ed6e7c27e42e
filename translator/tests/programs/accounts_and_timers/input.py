import asyncio


class Account:
    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance
        self.lock = asyncio.Lock()

    async def deposit(self, amount):
        async with self.lock:
            before = self.balance
            await asyncio.sleep(0)
            self.balance = before + amount
        return self.balance


async def transfer(a, b, amount):
    first, second = sorted((a, b), key=lambda acc: acc.owner)
    async with first.lock, second.lock:
        if a.balance < amount:
            raise ValueError(f"{a.owner} has only {a.balance}")
        await asyncio.sleep(0)
        a.balance -= amount
        b.balance += amount
    return amount


def later(loop, delay, callback, *args):
    return loop.call_later(delay, callback, *args)


def twice(loop, cb):
    loop.call_soon(cb, 1)
    loop.call_soon(cb, 2)


async def run_timers():
    loop = asyncio.get_running_loop()
    out = []
    twice(loop, lambda v: out.append(v))
    twice(loop, lambda n: out.append(n * 10))
    name = "x"
    loop.call_soon(lambda: out.append(name))
    h1 = loop.call_later(0.001, out.append, 7)
    h2 = loop.call_later(10, out.append, 8)
    await asyncio.sleep(0.005)
    h2.cancel()
    print(out, name, h1.cancelled(), h2.cancelled(), h1.when() < h2.when())


async def main():
    ann, bob = Account("ann", 100), Account("bob")
    print(await asyncio.gather(*(ann.deposit(10) for _ in range(3))))
    results = await asyncio.gather(
        transfer(ann, bob, 50), transfer(bob, ann, 20), transfer(ann, bob, 500), return_exceptions=True
    )
    for r in results:
        print("error:" if isinstance(r, Exception) else "moved:", r)
    print(ann.balance, bob.balance)
    await run_timers()
    tasks = {asyncio.create_task(ann.deposit(i)): i for i in (1, 2, 3)}
    done, pending = await asyncio.wait(tasks)
    print(len(done), len(pending), sorted(tasks[t] for t in done), max(t.result() for t in done))
    pending = set()
    for n in range(3):
        pending.add(asyncio.create_task(asyncio.sleep(0.05 * (n + 1), n)))
    while pending:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        for d in done:
            print("finished", d.result(), len(pending))
    first = asyncio.create_task(bob.deposit(1))
    first.add_done_callback(lambda t: print("callback", t.result(), t.done()))
    await first
    await asyncio.sleep(0)
    futs = [asyncio.ensure_future(bob.deposit(n)) for n in range(2)]
    for n, f in enumerate(asyncio.as_completed(futs)):
        print(n, await f)
    try:
        async with asyncio.timeout(None):
            await asyncio.wait_for(asyncio.sleep(1), timeout=0.001)
    except (asyncio.TimeoutError, asyncio.CancelledError) as e:
        print(type(e).__name__)
    else:
        print("no timeout")
    finally:
        print("finally")


asyncio.run(main())
