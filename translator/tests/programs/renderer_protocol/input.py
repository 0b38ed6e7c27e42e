import asyncio
from typing import Protocol, runtime_checkable


@runtime_checkable
class Renderer(Protocol):
    def render(self, data: dict) -> str: ...


class PlainRenderer:
    def render(self, data: dict) -> str:
        return ", ".join(f"{k}={v}" for k, v in data.items())


class XmlRenderer:
    def __init__(self, root: str = "doc") -> None:
        self.root = root

    def render(self, data: dict) -> str:
        def node(name: str, value: object) -> str:
            if isinstance(value, dict):
                value = "".join(node(k, v) for k, v in value.items())
            elif isinstance(value, list):
                return "".join(node(name, v) for v in value)
            return f"<{name}>{value}</{name}>" if value != "" else f"<{name}/>"

        return node(self.root, data)


class Broken:
    def draw(self) -> None:
        pass


async def show(renderer: Renderer, data: dict) -> int:
    await asyncio.sleep(0)
    text = renderer.render(data)
    print(f"{type(renderer).__name__:<14}{text}")
    return len(text)


async def main() -> None:
    data = {"id": 7, "tags": ["a", "b"], "owner": {"name": "Ann", "note": ""}}
    lengths = [await show(r, data) for r in (PlainRenderer(), XmlRenderer(), XmlRenderer("item"))]
    print(lengths)
    print([isinstance(r, Renderer) for r in (PlainRenderer(), XmlRenderer(), Broken(), 3)])
    try:
        await show(Broken(), data)
    except AttributeError as e:
        print("AttributeError:", e)


asyncio.run(main())
