import asyncio

OPERATORS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "%": lambda a, b: a % b,
}


class CalcError(Exception):
    pass


def tokenize(text):
    tokens, i = [], 0
    while i < len(text):
        ch = text[i]
        if ch.isspace():
            i += 1
        elif ch.isalnum() or ch == ".":
            start = i
            while i < len(text) and (text[i].isalnum() or text[i] == "."):
                i += 1
            tokens.append(("name" if ch.isalpha() else "num", text[start:i]))
        elif ch in "+-*/%^()":
            tokens.append(("op", ch))
            i += 1
        else:
            raise CalcError(f"strange {ch!r} at {i}")
    return tokens + [("end", "")]


class Parser:
    LEVELS = [("+", "-"), ("*", "/", "%")]

    def __init__(self, tokens, names):
        self.tokens, self.names, self.pos = tokens, names, 0

    def accept(self, *values):
        kind, value = self.tokens[self.pos]
        if kind == "op" and value in values:
            self.pos += 1
            return value
        return None

    def binary(self, level=0):
        if level == len(self.LEVELS):
            return self.unary()
        left = self.binary(level + 1)
        while op := self.accept(*self.LEVELS[level]):
            right = self.binary(level + 1)
            if op in "/%" and right == 0:
                raise CalcError("division by zero")
            left = OPERATORS[op](left, right)
        return left

    def unary(self):
        if self.accept("-"):
            return -self.unary()
        base = self.atom()
        return base ** self.unary() if self.accept("^") else base

    def atom(self):
        kind, value = self.tokens[self.pos]
        self.pos += 1
        if kind == "num":
            return float(value) if "." in value else int(value)
        if kind == "name":
            if value not in self.names:
                raise CalcError(f"unknown name {value}")
            return self.names[value]
        if (kind, value) == ("op", "("):
            inner = self.binary()
            if not self.accept(")"):
                raise CalcError(f"expected ), found {self.tokens[self.pos][1] or 'end'}")
            return inner
        raise CalcError(f"unexpected {value or 'end'}")


async def calculate(line, names):
    await asyncio.sleep(0)
    target, _, expression = line.rpartition("=")
    parser = Parser(tokenize(expression), names)
    value = parser.binary()
    if parser.tokens[parser.pos][0] != "end":
        raise CalcError(f"left over {parser.tokens[parser.pos][1]}")
    names[target.strip() or "_"] = value
    return value


async def main():
    names = {"pi": 3.14159}
    for line in ("1 + 2 * 3", "(1+2)*3", "2^3^2", "-2^2", "10 / 4", "10 % 4 - 7", "r = 2.5", "pi * r ^ 2", "2 * (r - 1) + 1", "2 ^ 100", "1 / 0", "2 +", "(1", "1 2", "x * 2", "3 $ 4", "--3 - -2", "1.5.2"):
        try:
            print(f"{line:<24}= {await calculate(line, names)}")
        except CalcError as e:
            print(f"{line:<24}! {e}")
        except ValueError as e:
            print(f"{line:<24}? {e}")
    print(names)


asyncio.run(main())
