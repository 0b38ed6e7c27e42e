import asyncio
from dataclasses import dataclass, field, FrozenInstanceError, fields


@dataclass(frozen=True)
class Endpoint:
    host: str
    port: int = 80

    @property
    def url(self):
        return f"http://{self.host}" + (f":{self.port}" if self.port != 80 else "")


@dataclass(frozen=True)
class Config:
    name: str
    endpoints: tuple = ()
    limits: dict = field(default_factory=lambda: {"cpu": 1})
    debug: bool = False

    def with_endpoint(self, endpoint):
        return Config(self.name, self.endpoints + (endpoint,), self.limits, self.debug)


async def ping(endpoint):
    await asyncio.sleep(0.001)
    return endpoint.port % 2 == 0


async def main():
    config = Config("test")
    a, b = Endpoint("alpha"), Endpoint("beta", 8081)
    full = config.with_endpoint(a).with_endpoint(b)
    print(config)
    print(full)
    print([e.url for e in full.endpoints], await asyncio.gather(*map(ping, full.endpoints)))
    try:
        a.port = 443
    except FrozenInstanceError as e:
        print("FrozenInstanceError:", e)
    try:
        del full.name
    except AttributeError as e:
        print(e)
    table = {a: "up", b: "down"}
    print(table[Endpoint("alpha", 80)], Endpoint("beta", 8081) in table, a == Endpoint("alpha"), len({a, b, Endpoint("beta", 8081)}))
    full.limits["mem"] = 512
    print(config.limits, full.limits, Config("x").limits, full.limits is config.limits)
    print([f.name for f in fields(Config)], hash(a) == hash(Endpoint("alpha")))


asyncio.run(main())
