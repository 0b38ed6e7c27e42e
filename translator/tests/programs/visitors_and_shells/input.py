class Num:
    def __init__(self, value):
        self.value = value


class Add:
    def __init__(self, left, right):
        self.left = left
        self.right = right


class Mul:
    def __init__(self, left, right):
        self.left = left
        self.right = right


class Visitor:
    def visit(self, node):
        method = getattr(self, "visit_" + type(node).__name__, self.generic_visit)
        return method(node)

    def generic_visit(self, node):
        raise TypeError(f"no visitor for {type(node).__name__}")

    def visit_Num(self, node):
        return node.value

    def visit_Add(self, node):
        return self.visit(node.left) + self.visit(node.right)

    def visit_Mul(self, node):
        return self.visit(node.left) * self.visit(node.right)


print(Visitor().visit(Add(Num(2), Mul(Num(3), Num(4)))))


class Shell:
    def __init__(self):
        self.log = []

    def do_push(self, arg):
        self.log.append(arg)
        return f"pushed {arg}"

    def do_pop(self, arg):
        if not self.log:
            return "empty"
        return "popped " + self.log.pop()

    def run(self, line):
        command, _, arg = line.partition(" ")
        handler = getattr(self, f"do_{command}", None)
        if handler is None:
            return f"unknown command {command}"
        return handler(arg)

    def strict(self, command):
        return getattr(self, f"do_{command}")("x")


sh = Shell()
for line in ["push a", "push b", "pop", "fly", "pop", "pop"]:
    print(sh.run(line))
print(sh.strict("push"))
try:
    sh.strict("jump")
except AttributeError as e:
    print(e)
