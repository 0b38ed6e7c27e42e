class Lexer:
    def __init__(self, text):
        self.text = text
        self.pos = 0

    def tokens(self):
        while self.pos < len(self.text):
            ch = self.text[self.pos]
            if ch.isspace():
                self.pos += 1
            elif ch.isdigit() or ch == ".":
                start = self.pos
                while self.pos < len(self.text) and (self.text[self.pos].isdigit() or self.text[self.pos] == "."):
                    self.pos += 1
                yield ("NUM", float(self.text[start:self.pos]))
            elif ch.isalpha():
                start = self.pos
                while self.pos < len(self.text) and self.text[self.pos].isalnum():
                    self.pos += 1
                yield ("NAME", self.text[start:self.pos])
            elif ch in "+-*/()^=":
                self.pos += 1
                yield ("OP", ch)
            else:
                raise SyntaxError(f"bad character {ch!r} at {self.pos}")


class Calculator:
    PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 3}

    def __init__(self):
        self.variables = {"pi": 3.14159}

    def evaluate(self, text):
        tokens = list(Lexer(text).tokens())
        if len(tokens) > 2 and tokens[0][0] == "NAME" and tokens[1] == ("OP", "="):
            value = self._run(self._rpn(tokens[2:]))
            self.variables[tokens[0][1]] = value
            return value
        return self._run(self._rpn(tokens))

    def _rpn(self, tokens):
        output, stack = [], []
        for kind, value in tokens:
            if kind in ("NUM", "NAME"):
                output.append((kind, value))
            elif value == "(":
                stack.append(value)
            elif value == ")":
                while stack and stack[-1] != "(":
                    output.append(("OP", stack.pop()))
                if not stack:
                    raise SyntaxError("unbalanced")
                stack.pop()
            else:
                while (stack and stack[-1] != "(" and self.PRECEDENCE[stack[-1]] >= self.PRECEDENCE[value]
                       and value != "^"):
                    output.append(("OP", stack.pop()))
                stack.append(value)
        while stack:
            op = stack.pop()
            if op == "(":
                raise SyntaxError("unbalanced")
            output.append(("OP", op))
        return output

    def _run(self, rpn):
        stack = []
        for kind, value in rpn:
            if kind == "NUM":
                stack.append(value)
            elif kind == "NAME":
                if value not in self.variables:
                    raise NameError(f"unknown name {value}")
                stack.append(self.variables[value])
            else:
                b, a = stack.pop(), stack.pop()
                if value == "+":
                    stack.append(a + b)
                elif value == "-":
                    stack.append(a - b)
                elif value == "*":
                    stack.append(a * b)
                elif value == "/":
                    stack.append(a / b)
                else:
                    stack.append(a ** b)
        return stack.pop()


calc = Calculator()
for line in ["1 + 2 * 3", "(1 + 2) * 3", "r = 2.5", "pi * r ^ 2", "2 ^ 3 ^ 2", "1 / 0", "3 $ 4", "(1 + 2", "x + 1"]:
    try:
        print(f"{line:15} = {calc.evaluate(line)}")
    except (SyntaxError, NameError, ZeroDivisionError) as e:
        print(f"{line:15} ! {type(e).__name__}: {e}")
