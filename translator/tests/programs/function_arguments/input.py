import asyncio


def greet(name, greeting="Hello", *, punctuation="!", times=1):
    return " ".join([f"{greeting}, {name}{punctuation}"] * times)


def total(*prices, discount=0, **fees):
    amount = sum(prices) * (1 - discount) + sum(fees.values())
    return round(amount, 2), len(prices), list(fees)


def only_positional(a, b=2, /, c=3):
    return a, b, c


def show(*args, **kwargs):
    print("args", args, "kwargs", kwargs)


async def call_later(func, *args, **kwargs):
    await asyncio.sleep(0)
    return func(*args, **kwargs)


async def main():
    print(greet("Ann"), greet("Bob", "Bye"), greet("Cy", punctuation="?", times=2), greet(greeting="Yo", name="Dee"))
    print(total(1, 2.5), total(10, 20, discount=0.5, shipping=3, wrap=1.25), total())
    print(only_positional(1), only_positional(1, 5, 6), only_positional(1, c=9))
    show()
    show(1, [2], None, key="v", other=(1,))
    show(*range(3), **{"a": 1}, b=2)
    show(*[1], 2, *(3, 4), **{}, **{"x": "y"})
    print(await call_later(greet, "Eve", times=1), await call_later(max, 3, 9, 4), await call_later(sorted, [2, 3, 1], reverse=True))
    options = {"greeting": "Hi", "punctuation": "."}
    print(greet("Fay", **options), options)
    bad_calls = [
        lambda: greet(),
        lambda: greet("a", "b", "c"),
        lambda: greet("a", name="b"),
        lambda: greet("a", volume=3),
        lambda: only_positional(a=1),
        lambda: only_positional(),
    ]
    for bad in bad_calls:
        try:
            bad()
        except TypeError as e:
            print("TypeError:", e)


asyncio.run(main())
