import asyncio


async def ping(q_in, q_out, rounds):
    for i in range(rounds):
        await q_out.put(f"ping {i}")
        msg = await q_in.get()
        print("ping got", msg)
    await q_out.put(None)


async def pong(q_in, q_out):
    while True:
        msg = await q_in.get()
        if msg is None:
            print("pong ends")
            return
        await q_out.put(msg.replace("ping", "pong"))


async def dining(n=3, meals=2):
    forks = [asyncio.Lock() for _ in range(n)]
    eaten = [0] * n

    async def philosopher(i):
        left, right = forks[i], forks[(i + 1) % n]
        if i == n - 1:
            left, right = right, left
        for _ in range(meals):
            async with left:
                async with right:
                    eaten[i] += 1
                    await asyncio.sleep(0)

    await asyncio.gather(*(philosopher(i) for i in range(n)))
    return eaten


async def leader_election(n):
    barrier = asyncio.Barrier(n)
    leaders = []

    async def member(i):
        for round_ in range(2):
            position = await barrier.wait()
            if position == 0:
                leaders.append(round_)

    async with asyncio.TaskGroup() as tg:
        for i in range(n):
            tg.create_task(member(i))
    return leaders, barrier.n_waiting


class Broadcaster:
    def __init__(self):
        self.listeners = set()

    def listen(self):
        q = asyncio.Queue()
        self.listeners.add(q)
        return q

    def send(self, msg):
        for q in self.listeners:
            q.put_nowait(msg)

    async def stream(self):
        q = self.listen()
        try:
            while (msg := await q.get()) != "end":
                yield msg
        finally:
            self.listeners.discard(q)


async def collect(b, out, name):
    async for m in b.stream():
        out.append((name, m))


async def main():
    a, b = asyncio.Queue(), asyncio.Queue()
    await asyncio.gather(ping(a, b, 2), pong(b, a))
    print(await dining())
    print(await leader_election(3))
    bc, out = Broadcaster(), []
    listeners = [asyncio.create_task(collect(bc, out, n)) for n in "xy"]
    await asyncio.sleep(0)
    for m in ("one", "two", "end"):
        bc.send(m)
        await asyncio.sleep(0)
    await asyncio.gather(*listeners)
    print(sorted(out), len(bc.listeners))
    loop = asyncio.get_running_loop()
    fut = loop.create_future()
    loop.call_later(0.001, lambda: fut.set_result("done") if not fut.done() else None)
    print(await asyncio.wait_for(fut, 1))
    fut2 = asyncio.Future()
    fut2.add_done_callback(lambda f: print("cb", f.cancelled()))
    fut2.cancel()
    await asyncio.sleep(0)
    async with asyncio.timeout(1) as t:
        t.reschedule(loop.time() + 0.001)
        try:
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            print("inner cancel", t.expired())
            raise


try:
    asyncio.run(main())
except TimeoutError:
    print("main timed out")
