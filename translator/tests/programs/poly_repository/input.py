import asyncio
from dataclasses import dataclass, field
from typing import Dict, Generic, List, Optional, TypeVar

T = TypeVar("T")


@dataclass
class User:
    id: int
    name: str
    tags: List[str] = field(default_factory=list)


@dataclass
class Product:
    id: int
    title: str
    price: float


class NotFound(Exception):
    def __init__(self, kind, key):
        super().__init__(f"{kind} {key} not found")
        self.key = key


class Repository(Generic[T]):
    def __init__(self, name: str) -> None:
        self.name = name
        self._items: Dict[int, T] = {}
        self._lock = asyncio.Lock()

    async def add(self, item: T) -> T:
        async with self._lock:
            await asyncio.sleep(0)
            self._items[item.id] = item
        return item

    async def get(self, key: int) -> T:
        await asyncio.sleep(0)
        if key not in self._items:
            raise NotFound(self.name, key)
        return self._items[key]

    async def find(self, test) -> Optional[T]:
        for item in self._items.values():
            if test(item):
                return item
        return None

    def all(self) -> List[T]:
        return sorted(self._items.values(), key=lambda item: item.id)

    def __len__(self) -> int:
        return len(self._items)


class Service:
    def __init__(self, users, products):
        self.users = users
        self.products = products

    async def describe(self, user_id, product_id):
        user, product = await asyncio.gather(self.users.get(user_id), self.products.get(product_id))
        return f"{user.name} buys {product.title} for {product.price:.2f}"


async def fill(repository, items):
    for item in items:
        await repository.add(item)
    return len(repository)


async def main():
    users = Repository[User]("user")
    products = Repository[Product]("product")
    counts = await asyncio.gather(
        fill(users, [User(2, "Bob"), User(1, "Ann", ["admin"])]),
        fill(products, [Product(7, "pen", 1.5), Product(8, "ink", 4)]),
    )
    print(counts, len(users), len(products))
    print(users.all())
    print([product.title for product in products.all()], sum(p.price for p in products.all()))
    service = Service(users, products)
    print(await service.describe(1, 8))
    try:
        await service.describe(1, 99)
    except NotFound as error:
        print(error, error.key)
    ann = await users.find(lambda user: "admin" in user.tags)
    print(ann.name.upper() if ann else "nobody")
    cheap = await products.find(lambda product: product.price > 100)
    print(cheap is None, isinstance(users, Repository), isinstance(products, Repository), isinstance(ann, User))


asyncio.run(main())
