import asyncio


class Auction:
    def __init__(self, item, start, closing_after):
        self.item = item
        self.price = start
        self.leader = None
        self.closing_after = closing_after
        self.bids = []
        self.new_bid = asyncio.Condition()
        self.open = True

    async def bid(self, who, amount):
        async with self.new_bid:
            if not self.open:
                return "too late"
            if amount <= self.price:
                return f"too low, price is {self.price}"
            self.price, self.leader = amount, who
            self.bids.append((who, amount))
            print(f"{self.item}: {who} bids {amount}")
            self.new_bid.notify_all()
            return "leading"

    async def run(self):
        try:
            while True:
                async with asyncio.timeout(self.closing_after):
                    async with self.new_bid:
                        await self.new_bid.wait()
        except TimeoutError:
            self.open = False
        return self.leader, self.price


async def bidder(auction, name, limit, step, react=0.02):
    answers = []
    while True:
        if auction.leader != name:
            offer = auction.price + step
            if offer > limit:
                answers.append("gives up")
                return name, answers
            answers.append(await auction.bid(name, offer))
            if answers[-1] == "too late":
                return name, answers
        await asyncio.sleep(react)
        if not auction.open:
            return name, answers


async def main():
    vase = Auction("vase", 50, closing_after=0.12)
    runner = asyncio.create_task(vase.run())
    await asyncio.sleep(0)
    results = await asyncio.gather(bidder(vase, "ann", 85, 10), bidder(vase, "bob", 100, 15, react=0.045))
    for name, answers in results:
        print(name, answers)
    winner, price = await runner
    print(f"{vase.item} goes to {winner} for {price}")
    print(await vase.bid("cy", 1000), vase.bids == sorted(vase.bids, key=lambda b: b[1]))


if __name__ == "__main__":
    asyncio.run(main())
