//! What programs are inferred to be.

use super::*;
use crate::analyse::scopes;
use crate::diagnostic::Diagnostics;
use crate::parse::parse;

/// The types of the module's variables that are asked for.
#[track_caller]
fn assert_types(source: &str, expected: &[(&str, &str)]) {
    let mut diagnostics = Diagnostics::default();
    let module = parse(source, &mut diagnostics).unwrap();
    let scopes = scopes::resolve(&module, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{}", diagnostics.refuse("a.py", source));
    let inferred = infer(&module, &scopes).unwrap();
    let found = expected.iter().map(|(name, _)| (*name, inferred.show_variable(ScopeId(0), name).unwrap_or_default()));
    let expected = expected.iter().map(|(name, shown)| (*name, (*shown).to_owned()));
    assert_eq!(found.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
}

#[test]
fn literals_and_operators() {
    assert_types(
        "a = 1 + 2\nb = a / 2\nc = a * 1.5\nd = 'x' * 3\ne = [1, 2.5]\nf = (a, d)\ng = {'k': e}\nh = {1, 2}\ni = a < 2\nj = not a\nk = None\nl = f'{a}'\nm = -a ** 2\nn = a and d\no = b'x'\np = [1] + ['x']\nq = '%d' % a\nr = True + True\n",
        &[
            ("a", "int"),
            ("b", "float"),
            ("c", "float"),
            ("d", "str"),
            ("e", "list[int | float]"),
            ("f", "tuple[int, str]"),
            ("g", "dict[str, list[int | float]]"),
            ("h", "set[int]"),
            ("i", "bool"),
            ("j", "bool"),
            ("k", "None"),
            ("l", "str"),
            ("m", "int"),
            ("n", "int | str"),
            ("o", "bytes"),
            ("p", "list[int | str]"),
            ("q", "str"),
            ("r", "int"),
        ],
    );
}

#[test]
fn a_list_is_known_by_what_is_put_into_it() {
    assert_types(
        "a = []\nb = a\nb.append(1)\nfor x in a: pass\nc = [y * 2 for y in a]\nd = {k: [] for k in 'ab'}\nd['a'].append(2.0)\ne = a[0]\nf = a[1:]\ng = d.get('z')\nh = sorted(d.items())\ni, (j, *k) = 1, 'xyz'\nl = ', '.join(['a']).split()\nm = a.pop\nn = max(a, key=lambda z: -z)\no = {}\no['x'] = o.get('x', 0) + 1\n",
        &[
            ("a", "list[int]"),
            ("x", "int"),
            ("c", "list[int]"),
            ("d", "dict[str, list[float]]"),
            ("e", "int"),
            ("f", "list[int]"),
            ("g", "None | list[float]"),
            ("h", "list[tuple[str, list[float]]]"),
            ("i", "int"),
            ("j", "str"),
            ("k", "list[str]"),
            ("l", "list[str]"),
            ("m", "method pop"),
            ("n", "int"),
            ("o", "dict[str, int]"),
        ],
    );
}

#[test]
fn functions_are_typed_by_their_calls() {
    assert_types(
        "def f(a, b=1, *c, d=None, **e):\n    if a:\n        return b\n    return d\nx = f('a', 2.5, 3, d='z', k=4)\ndef g(n):\n    return n if n < 2 else g(n - 1) * n\ny = g(5)\ndef h():\n    def inner():\n        nonlocal z\n        z = 'text'\n        return z\n    z = 1\n    return inner\nw = h()()\nv = (lambda s, t: s + t)(1, 2.0)\ndef nothing(): pass\nu = nothing()\ndef numbers():\n    yield 1\n    yield 'a'\nt = list(numbers())\ns = f\n",
        &[
            ("x", "None | int | float | str"),
            ("y", "int"),
            ("w", "int | str"),
            ("v", "float"),
            ("u", "None"),
            ("t", "list[int | str]"),
            ("s", "function f"),
        ],
    );
}

#[test]
fn coroutines_give_what_they_return() {
    assert_types(
        "import asyncio\nfrom asyncio import gather as together\nasync def fetch(n, delay):\n    await asyncio.sleep(delay)\n    return n * 2\nasync def main():\n    task = asyncio.create_task(fetch(1, 0.1))\n    one = await task\n    many = await together(fetch(2, 1), fetch(3, 1))\n    slept = await asyncio.sleep(0.1, 'x')\n    limited = await asyncio.wait_for(fetch(1, 1), timeout=2)\n    async for x in ticks(): pass\n    return one, many, slept, limited, x\nasync def ticks():\n    yield 1.5\nresult = asyncio.run(main())\n",
        &[
            ("result", "tuple[int, list[int], str, int, float]"),
            ("asyncio", "module asyncio"),
            ("fetch", "function fetch"),
        ],
    );
}

#[test]
fn objects_have_what_is_set_on_them() {
    assert_types(
        "class Base:\n    kind = 'base'\n    def __init__(self, name):\n        self.name = name\n        self.log = []\n    def add(self, item):\n        self.log.append(item)\n        return self\n    async def wait(self):\n        return self.name\nclass Child(Base):\n    def size(self):\n        return len(self.log)\nc = Child('x')\na = c.add(1).log\nb = c.size()\nd = c.name\ne = c.kind\nf = Child.kind\ng = c.wait()\nc.extra = 1.5\nh = c.extra\ni = Base\ntry:\n    pass\nexcept ValueError as err:\n    j = err\n",
        &[
            ("c", "Child"),
            ("a", "list[int]"),
            ("b", "int"),
            ("d", "str"),
            ("e", "str"),
            ("f", "str"),
            ("g", "Coroutine[str]"),
            ("h", "float"),
            ("i", "type[Base]"),
            ("j", "ValueError"),
        ],
    );
}

#[test]
fn rings_of_classes_come_to_an_end() {
    assert_types(
        "class A: pass\nA.__call__ = A()\nx = A()()\nclass B: pass\nclass C(B): pass\nclass B(C): y = 1\nz = B().y\nw = C().nothing\nclass D:\n    def __iter__(self): return self\n    def __next__(self): return self\nfor d in D():\n    for e in d: pass\n",
        &[("x", "Never"), ("z", "int"), ("w", "Never"), ("d", "D"), ("e", "D")],
    );
}

#[test]
fn what_is_not_described_is_not_guessed() {
    assert_types("a = next(iter([1]))\nb = __name__\n", &[("a", "int"), ("b", "str")]);
}

#[test]
fn subclasses_share_what_their_base_does() {
    assert_types(
        "class Base:\n    def m(self): return self.v\nclass A(Base): v = 1\nclass B(Base): v = 'x'\nfor o in [A(), B()]: r = o.m()\n",
        &[("o", "A | B"), ("r", "int | str")],
    );
}

#[test]
fn what_does_not_end_is_given_up() {
    let mut diagnostics = Diagnostics::default();
    let module = parse("class B: __init__ = None\nB.__init__ = B\nB()\n", &mut diagnostics).unwrap();
    let scopes = scopes::resolve(&module, &mut diagnostics);
    assert!(infer(&module, &scopes).is_none());
}

#[test]
fn tuples_that_grow_come_to_an_end() {
    assert_types(
        "t = ()\nfor x in 'ab': t = t + (x,)\nu = (1,) + (2.0,)\n",
        &[("u", "tuple[int, float]"), ("x", "str")],
    );
}

#[test]
fn deep_types_take_no_stack() {
    let chain = |name: &str, last: &str| {
        (0..3_000).map(|n| format!("{name}{} = [{name}{n}]\n", n + 1)).collect::<String>() + last
    };
    let source = format!("a0 = 1\nb0 = 'x'\n{}{}c = a3000\nc = b3000\n", chain("a", ""), chain("b", ""));
    assert_types(
        &source,
        &[("a2", "list[list[int | str]]"), ("c", "list[list[list[list[list[list[list[list[…]]]]]]]]")],
    );
}

#[test]
fn long_programs_are_inferred_in_linear_time() {
    let function = |n: usize| {
        format!("def f{n}(a):\n    b = [a, {n}]\n    b.append(f{}(b[0]))\n    return b[1]\nx{n} = f{n}({n})\n", n / 2)
    };
    let source: String = (0..2_000).map(function).collect();
    assert_types(&source, &[("x1999", "int")]);
}

/// The gaps of a program, with their lines.
fn gaps(source: &str) -> Vec<String> {
    let mut diagnostics = Diagnostics::default();
    let Some(module) = parse(source, &mut diagnostics) else { return vec!["not read".to_owned()] };
    let scopes = scopes::resolve(&module, &mut diagnostics);
    let Some(inferred) = infer(&module, &scopes) else { return vec!["without end".to_owned()] };
    let line = |span: Span| source[..span.start as usize].matches('\n').count() + 1;
    inferred.gaps.iter().map(|(span, what)| format!("{}: {what}", line(*span))).collect()
}

#[track_caller]
fn assert_gaps(source: &str, expected: &[&str]) {
    assert_eq!(gaps(source), expected);
}

#[test]
fn what_is_not_followed_is_told_of() {
    assert_gaps("import numpy\n", &["1: module `numpy` is not translated yet"]);
    assert_gaps("from math import nothing\n", &["1: `nothing` of module `math` is not translated yet"]);
    assert_gaps("x = vars()\n", &["1: `vars` is not translated yet"]);
    assert_gaps(
        "from functools import singledispatch\n",
        &["1: `singledispatch` of module `functools` is not translated yet"],
    );
    assert_gaps("class A(dict): pass\n", &["1: a class that is derived from `dict` is not translated yet"]);
    assert_gaps("class A:\n    def __getattr__(self, name): pass\n", &["2: `__getattr__` is not translated yet"]);
    assert_gaps(
        "def f(o, name): return getattr(o, name)\n",
        &["1: `getattr` of a name that is not known is not translated"],
    );
    assert_gaps("import asyncio\nasyncio.Queue().nothing\n", &["2: `nothing` of Queue is not translated yet"]);
    assert_gaps("x = round(1, 2, 3)\n", &["1: `builtins.round` with these arguments is not translated yet"]);
}

#[test]
fn what_python_raises_for_is_no_gap() {
    assert_gaps("x = None\nfor y in (1, 'a', None): x = y\nprint(x + 1, x.upper(), x[0], x < 2)\n", &[]);
    assert_gaps("class A: pass\ntry: A().nothing\nexcept AttributeError: pass\n", &[]);
    assert_gaps("def f(a): return a\ntry: f()\nexcept TypeError: pass\n", &[]);
}

#[test]
fn names_are_known_better_where_they_were_tested_or_assigned() {
    assert_types(
        "def f(x):\n    if isinstance(x, str): a = x\n    elif x is None: b = x\n    else: c = x\n    return a, b, c\nr = f(1) or f('a') or f(None)\nd = b'1\\n'\nd = d.decode()\ne = [d]\nfor v in (1, 'x', None):\n    if v is None: continue\n    g = v\n    h = isinstance(v, int) and v\nmatch r:\n    case (str() as i, *_): pass\nwhile (n := None if e else 2.5) is not None: o = n\n",
        &[
            ("r", "tuple[str, None, int]"),
            ("d", "str | bytes"),
            ("e", "list[str]"),
            ("g", "int | str"),
            ("h", "bool | int"),
            ("i", "str"),
            ("o", "float"),
        ],
    );
}

#[test]
fn what_may_be_changed_elsewhere_is_not_known() {
    assert_types(
        "x = None\ndef f():\n    global x\n    x = 1\nif x is None:\n    f()\n    y = x\ndef g():\n    a = 1\n    def h():\n        nonlocal a\n        a = 'x'\n    h()\n    return a\nz = g()\nw = 1\nfor i in 'ab':\n    u = w\n    w = 'text'\ntry:\n    t = 1\n    t = 'a'\nexcept ValueError: s = t\nv = 1\nr = (v for _ in 'ab')\nv = 'x'\nq = list(r)\np = list(v for _ in 'ab')\n",
        &[
            ("y", "None | int"),
            ("z", "int | str"),
            ("u", "int | str"),
            ("s", "int | str"),
            ("q", "list[int | str]"),
            ("p", "list[str]"),
        ],
    );
}

#[test]
fn classes_share_what_their_family_has() {
    assert_types(
        "from dataclasses import dataclass, field\nclass A:\n    def __init__(self, n): self.n = n\n    def twice(self): return self.n * 2\n    @property\n    def p(self): return self.q\n    @p.setter\n    def p(self, value): self.q = value\nclass B(A):\n    def __init__(self):\n        super().__init__(2.5)\nclass C(B):\n    def twice(self): return str(super().twice())\na = B().twice()\nb = C().twice()\nc = B()\nc.p = 'x'\nd = c.p\n@dataclass\nclass P:\n    x: int\n    tags: list = field(default_factory=list)\n@dataclass\nclass Q(P):\n    z: str = 'z'\n    def __post_init__(self): self.w = self.x\nq = Q(1, ['t'])\ne, f, g, h = q.x, q.tags, q.z, q.w\n",
        &[("a", "float"), ("b", "str"), ("d", "str"), ("e", "int"), ("f", "list[str]"), ("g", "str"), ("h", "int")],
    );
}

#[test]
fn enums_and_named_tuples_have_members() {
    assert_types(
        "from enum import Enum, auto\nfrom typing import NamedTuple\nfrom collections import namedtuple\nclass Color(Enum):\n    RED = 'r'\n    BLUE = 'b'\nclass N(NamedTuple):\n    a: int\n    b: str = 'x'\nM = namedtuple('M', 'c d')\nx = Color.RED.value\ny = [c.name for c in Color]\nz = Color('r')\nw = Color['BLUE']\na, b = N(1)\nc = M(1.5, d=None)[0]\nd = N(1)._replace(a=2)\n",
        &[
            ("x", "str"),
            ("y", "list[str]"),
            ("z", "Color"),
            ("w", "Color"),
            ("a", "int"),
            ("b", "str"),
            ("c", "float"),
            ("d", "N"),
        ],
    );
}

#[test]
fn exceptions_are_caught_with_what_the_program_derives() {
    assert_types(
        "class E(Exception):\n    def __init__(self, code):\n        super().__init__(f'code {code}')\n        self.code = code\nclass F(E): pass\ndef f():\n    raise F(404)\ntry: f()\nexcept E as e:\n    a = e\n    b = e.code\n    c = e.args\nexcept (KeyError, ValueError) as e: d = e\nexcept Exception as e: g = e\ntry: f()\nexcept* F as group: h = group.exceptions\n",
        &[
            ("a", "F"),
            ("b", "int"),
            ("c", "tuple[int | str, ...]"),
            ("d", "KeyError | ValueError"),
            ("g", "F | Exception"),
            ("h", "tuple[F | Exception, ...]"),
        ],
    );
}

#[test]
fn operators_ask_the_methods_of_both_sides() {
    assert_types(
        "class V:\n    def __add__(self, other): return 1\n    def __radd__(self, other): return 'r'\n    def __iadd__(self, other): return self\n    def __lt__(self, other): return 2.5\n    def __neg__(self): return b'n'\n    def __contains__(self, x):\n        self.seen = x\n        return True\nv = V()\na = v + 1\nb = 1 + v\nc = v\nc += 1\nd = v < v\ne = -v\nf = 1 in v\ng = v.seen\nh = 2 ** -1\ni = 2 ** 3\nj = (1, 'a', 2.0)[1:]\nk = [1]\nk += 'ab'\nk[1:] = (2.5,)\nl = {1} | {'a'}\nm = () + (1,)\n",
        &[
            ("a", "int"),
            ("b", "str"),
            ("c", "V"),
            ("d", "bool | float"),
            ("e", "bytes"),
            ("g", "int"),
            ("h", "float"),
            ("i", "int"),
            ("j", "tuple[str, float]"),
            ("k", "list[int | float | str]"),
            ("l", "set[int | str]"),
            ("m", "tuple[int]"),
        ],
    );
}

#[test]
fn arguments_are_unpacked_where_they_stand() {
    assert_types(
        "import functools\ndef f(a, b, *c, **d): return a, b, c, d\nx = f(*(1, 'x'), 2.5, k=b'')\ny = f(1, *['a'], **{'z': 1.5})\ndef twice(g):\n    @functools.wraps(g)\n    def inner(*args, **kwargs): return [g(*args, **kwargs)]\n    return inner\n@twice\ndef h(n, m=1): return n\nz = h('a', m=2)\np = functools.partial(f, 1)\nw = p(2)[0]\nr = functools.reduce(lambda s, t: s + t, [1, 2], 0.5)\n",
        &[
            ("x", "tuple[int, int | float | str, tuple[float | str, ...], dict[str, float | bytes]]"),
            ("z", "list[int | str]"),
            ("w", "int"),
            ("r", "float"),
        ],
    );
}

#[test]
fn generators_give_what_is_sent_and_returned() {
    assert_types(
        "def inner():\n    got = yield 1\n    return got\ndef outer():\n    back = yield from inner()\n    return back\ng = outer()\na = next(g)\nb = g.send('x')\ndef run():\n    result = yield from outer()\n    yield [result]\nc = [x for x in run()]\nd = (n for n in 'ab')\ntry: next(g)\nexcept StopIteration as stop: e = stop.value\n",
        &[("a", "int"), ("b", "int"), ("c", "list[int | list[None | str]]"), ("d", "Generator[str]")],
    );
}
