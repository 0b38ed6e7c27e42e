import copy
import operator
from dataclasses import dataclass, field
from operator import mul
from string import Template, capwords


@dataclass
class Point:
    x: int
    y: int


@dataclass
class Shape:
    name: str
    points: list = field(default_factory=list)
    style: dict = field(default_factory=dict)
    parent: "Shape | None" = None

    def area(self):
        pairs = zip(self.points, self.points[1:] + self.points[:1])
        return abs(sum(a.x * b.y - b.x * a.y for a, b in pairs)) / 2


class Editor:
    def __init__(self, shape):
        self.shape = shape
        self.undo_stack = []

    def edit(self, change):
        self.undo_stack.append(copy.deepcopy(self.shape))
        change(self.shape)

    def undo(self):
        self.shape = self.undo_stack.pop()


OPERATIONS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "//": operator.floordiv}


def table(left, right):
    return {symbol: function(left, right) for symbol, function in OPERATIONS.items()}


square = Shape("square", [Point(0, 0), Point(2, 0), Point(2, 2), Point(0, 2)], {"color": "red"})
editor = Editor(square)
editor.edit(lambda shape: setattr(shape.points[2], "x", 5) if False else shape.points.append(Point(-1, 1)))
editor.edit(lambda shape: shape.style.update({"color": "blue"}))
print(editor.shape, editor.shape.area())
editor.undo()
print(editor.shape.style, len(editor.undo_stack), editor.shape is square)
editor.undo()
print(editor.shape.area(), editor.shape == square, len(square.points))
child = copy.copy(square)
child.name = "child"
child.parent = square
child.points.append(Point(9, 9))
print(square.points[-1], child.points is square.points, child.parent.name)
twin = copy.deepcopy(child)
twin.parent.name = "copied parent"
print(square.name, twin.parent.name, twin.points is twin.parent.points, twin.points == child.points)
grid = [[0] * 3 for _ in range(2)]
shallow, deep = copy.copy(grid), copy.deepcopy(grid)
grid[0][1] = 7
print(shallow, deep, copy.deepcopy({"a": [1, {"b": (2, [3])}]}))
print(table(7, 2), OPERATIONS["-"](3, 10), mul(3, 4), operator.lt(1, 2), operator.not_([]))
print(list(map(operator.neg, [1, -2])), operator.contains([1, 2], 3), list(map(mul, [1, 2], [3, 4])))
greeting = Template("Dear $name, you owe $$${amount}.")
print(greeting.substitute(name="Ann", amount=12.5), greeting.safe_substitute(name="Bob"), capwords("the quick  fox"))
try:
    greeting.substitute({"name": "Eve"})
except KeyError as error:
    print("missing", error)
