import asyncio


class PaymentGateway:
    def __init__(self):
        self.charged = []

    async def charge(self, user, cents):
        print(f"charging {user}")
        await asyncio.sleep(0.08)
        self.charged.append((user, cents))
        print(f"charged {user} ${cents / 100:.2f}")
        return len(self.charged)


async def request(gateway, user, cents, protected):
    work = gateway.charge(user, cents)
    if protected:
        return await asyncio.shield(work)
    return await work


async def main():
    gw = PaymentGateway()
    requests = [
        asyncio.create_task(request(gw, "ann", 1250, True), name="ann"),
        asyncio.create_task(request(gw, "bob", 99, False), name="bob"),
    ]
    await asyncio.sleep(0.03)
    print("clients hang up")
    for r in requests:
        r.cancel()
    for r in requests:
        try:
            await r
        except asyncio.CancelledError:
            print(r.get_name(), "request cancelled")
    print("right after:", gw.charged)
    await asyncio.sleep(0.1)
    print("a bit later:", gw.charged)

    inner = asyncio.create_task(gw.charge("cid", 5))
    try:
        await asyncio.wait_for(asyncio.shield(inner), 0.03)
    except asyncio.TimeoutError:
        print("timed out, still running:", not inner.done())
    print("number", await inner)
    print(gw.charged)


asyncio.run(main())
