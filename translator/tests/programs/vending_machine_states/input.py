import asyncio


class VendingMachine:
    TRANSITIONS = {
        ("idle", "coin"): "paid",
        ("paid", "coin"): "paid",
        ("paid", "choose"): "serving",
        ("paid", "cancel"): "idle",
        ("serving", "done"): "idle",
    }

    def __init__(self):
        self.state = "idle"
        self.credit = 0
        self.history = [self.state]

    async def fire(self, event, amount=0):
        key = (self.state, event)
        if key not in self.TRANSITIONS:
            print(f"  {event!r} is not allowed in {self.state!r}")
            return False
        leave = getattr(self, f"on_leave_{self.state}", None)
        if leave is not None:
            leave(event)
        self.state = self.TRANSITIONS[key]
        self.history.append(self.state)
        enter = getattr(self, "on_enter_" + self.state, None)
        if enter:
            await enter(amount)
        return True

    def on_leave_paid(self, event):
        if event == "cancel":
            print("  give back", self.credit)
            self.credit = 0

    async def on_enter_paid(self, amount):
        self.credit += amount
        print("  credit", self.credit)

    async def on_enter_serving(self, price):
        await asyncio.sleep(0.001)
        if price > self.credit:
            print("  too little money, swallowing it anyway")
        self.credit = max(0, self.credit - price)
        print("  clunk, change", self.credit)
        await self.fire("done")


async def main():
    machine = VendingMachine()
    script = [("choose", 10), ("coin", 50), ("coin", 20), ("choose", 60), ("coin", 5), ("cancel", 0), ("cancel", 0), ("explode", 0)]
    accepted = 0
    for event, amount in script:
        print(machine.state, "<-", event)
        accepted += await machine.fire(event, amount)
    print(accepted, "of", len(script), "accepted")
    print(" > ".join(machine.history))


asyncio.run(main())
