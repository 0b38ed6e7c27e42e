import asyncio
import contextvars
from contextlib import contextmanager

span_stack = contextvars.ContextVar("span_stack", default=())
output = []


@contextmanager
def span(name, **attrs):
    parents = span_stack.get()
    token = span_stack.set(parents + (name,))
    path = "/".join(span_stack.get())
    output.append(f"enter {path} {attrs}" if attrs else f"enter {path}")
    try:
        yield path
    except ArithmeticError as e:
        output.append(f"error {path}: {e}")
        raise
    finally:
        span_stack.reset(token)
        output.append(f"leave {path}")


async def compute(x, y):
    with span("compute", x=x, y=y) as path:
        await asyncio.sleep(0)
        return path, x / y


async def request(name, *pairs):
    with span(name):
        jobs = [asyncio.create_task(compute(*pair)) for pair in pairs]
        return await asyncio.gather(*jobs, return_exceptions=True)


async def main():
    for result in await request("r1", (1, 2), (1, 0)):
        print(result if isinstance(result, tuple) else f"{type(result).__name__}: {result}")
    with span("main"):
        a, b = await asyncio.gather(request("r2", (9, 3)), request("r3", (8, 5)))
    print(a + b, span_stack.get())
    print("\n".join(output))
    assert sum(o.startswith("enter") for o in output) == sum(o.startswith("leave") for o in output)


asyncio.run(main())
