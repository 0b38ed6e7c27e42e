import asyncio
import time
from dataclasses import dataclass, field
from typing import Dict, List, Optional
from enum import Enum, auto


class OrderStatus(Enum):
    PENDING = auto()
    PROCESSING = auto()
    SHIPPED = auto()
    DELIVERED = auto()
    CANCELLED = auto()


@dataclass
class OrderItem:
    product_id: str
    quantity: int
    price: float

    @property
    def total(self) -> float:
        return self.quantity * self.price


@dataclass
class Order:
    order_id: int
    customer: str
    items: List[OrderItem] = field(default_factory=list)
    status: OrderStatus = OrderStatus.PENDING
    history: List[str] = field(default_factory=list)

    def add_item(self, item: OrderItem) -> "Order":
        self.items.append(item)
        return self

    @property
    def total(self) -> float:
        return sum(item.total for item in self.items)

    def transition(self, new_status: OrderStatus) -> None:
        self.history.append(f"{self.status.name} -> {new_status.name}")
        self.status = new_status


class Inventory:
    def __init__(self, stock: Dict[str, int]):
        self._stock = dict(stock)
        self._lock = asyncio.Lock()
        self._reservations: Dict[int, Dict[str, int]] = {}

    async def reserve(self, order: Order) -> bool:
        async with self._lock:
            for item in order.items:
                if self._stock.get(item.product_id, 0) < item.quantity:
                    return False
            for item in order.items:
                self._stock[item.product_id] -= item.quantity
                self._reservations.setdefault(order.order_id, {})[item.product_id] = item.quantity
            return True

    async def release(self, order_id: int) -> None:
        async with self._lock:
            for product, quantity in self._reservations.pop(order_id, {}).items():
                self._stock[product] += quantity

    def report(self) -> str:
        return ", ".join(f"{k}={v}" for k, v in sorted(self._stock.items()))


class OutOfStock(Exception):
    def __init__(self, order: Order):
        super().__init__(f"order {order.order_id} cannot be filled")
        self.order = order


async def process(order: Order, inventory: Inventory, queue: asyncio.Queue) -> None:
    if not await inventory.reserve(order):
        order.transition(OrderStatus.CANCELLED)
        raise OutOfStock(order)
    order.transition(OrderStatus.PROCESSING)
    await asyncio.sleep(0.01 * order.order_id)
    order.transition(OrderStatus.SHIPPED)
    await queue.put(order)


async def deliver(queue: asyncio.Queue, delivered: List[Order]) -> None:
    while True:
        order: Optional[Order] = await queue.get()
        if order is None:
            queue.task_done()
            break
        order.transition(OrderStatus.DELIVERED)
        delivered.append(order)
        queue.task_done()


async def main() -> None:
    inventory = Inventory({"apple": 10, "pear": 3, "plum": 1})
    orders = [
        Order(1, "ann").add_item(OrderItem("apple", 4, 0.5)).add_item(OrderItem("plum", 1, 1.25)),
        Order(2, "bob").add_item(OrderItem("plum", 1, 1.25)),
        Order(3, "cid").add_item(OrderItem("pear", 2, 0.75)),
    ]
    queue: asyncio.Queue = asyncio.Queue()
    delivered: List[Order] = []
    courier = asyncio.create_task(deliver(queue, delivered))
    results = await asyncio.gather(*(process(o, inventory, queue) for o in orders), return_exceptions=True)
    for order, result in zip(orders, results):
        if isinstance(result, OutOfStock):
            print(f"{result} ({result.order.customer})")
        elif isinstance(result, Exception):
            print("unexpected", result)
        else:
            print(f"order {order.order_id}: {order.total:.2f}")
    await queue.put(None)
    await queue.join()
    await courier
    for order in delivered:
        print(order.customer, order.status, " | ".join(order.history))
    print(inventory.report())
    print(orders[1])


if __name__ == "__main__":
    asyncio.run(main())
