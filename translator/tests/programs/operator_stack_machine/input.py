import asyncio
import operator
from operator import attrgetter, itemgetter, methodcaller

OPS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv, "^": operator.pow}


class RpnError(Exception):
    pass


async def rpn(text):
    stack = []
    for token in text.split():
        await asyncio.sleep(0)
        if token in OPS:
            if len(stack) < 2:
                raise RpnError(f"too few values for {token!r}")
            b, a = stack.pop(), stack.pop()
            stack.append(OPS[token](a, b))
        else:
            stack.append(float(token) if "." in token else int(token))
    if len(stack) != 1:
        raise RpnError(f"{len(stack)} values left")
    return stack[0]


class Dog:
    def __init__(self, name, age):
        self.name = name
        self.age = age

    def bark(self, times):
        return self.name + ":" + "woof" * times


async def main():
    for text in ("3 4 + 2 *", "2 3 ^ 5 -", "7 2 /", "7 2 //", "1.5 2 *", "1 +", "1 2", "4 0 /", "2 x"):
        try:
            print(f"{text:<12}= {await rpn(text)}")
        except RpnError as e:
            print(f"{text:<12}! {e}")
        except (ZeroDivisionError, ValueError) as e:
            print(f"{text:<12}! {type(e).__name__}: {e}")
    rows = [("b", 2, 9), ("a", 2, 1), ("c", 1, 5)]
    print(sorted(rows, key=itemgetter(1)), sorted(rows, key=itemgetter(1, 0)), max(rows, key=itemgetter(-1)))
    print(list(map(itemgetter(0), rows)), itemgetter("k")({"k": "v"}), itemgetter(0, 2)("abc"))
    dogs = [Dog("Rex", 7), Dog("Ace", 3)]
    print([d.name for d in sorted(dogs, key=attrgetter("age"))], attrgetter("name", "age")(dogs[0]))
    print([methodcaller("bark", 2)(d) for d in dogs], methodcaller("upper")("abc"))
    print(operator.neg(5), operator.not_(0), operator.contains([1, 2], 2), operator.lt(1, 2), operator.mod(-7, 3), operator.xor(5, 1))


asyncio.run(main())
