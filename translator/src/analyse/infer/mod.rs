//! The types of a program, from how its values flow.
//!
//! # How it works
//!
//! `walk.rs` goes through the tree once and gives every expression and variable a node of `types.rs`: an assignment is an edge, a literal a
//! kind. What depends on a kind that is not known yet (whom a call calls, what an attribute is) becomes a [`Wish`], which waits at that
//! node. `grant.rs` grants wishes as kinds arrive, which adds nodes, edges and wishes, until nothing flows any more.
//!
//! A function has one node for each parameter, whoever calls it: at several types it is a union, which is right, if not the fastest.
//! Annotations are not asked.
//!
//! - **I1** A wish is granted once for each kind that arrives at its node, in any order: so what it adds depends on that kind alone, or on all
//!   kinds that its other nodes have by then, and it waits at those, too.
//! - **I2** A name is looked up in a class once for the objects of each class and each node that wants it, however classes inherit and call each
//!   other. Where that is not enough (a function that is given itself, again and again), the work is given up: `GRANTS`.

mod grant;
mod read;
mod walk;

use super::library::Library;
use super::scopes::{ScopeId, Scopes};
use super::types::{Item, Kind, Node, Types};
use crate::tree::{BinaryOp, ExprId, Function, Module, Name};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What the passes after this one ask.
#[derive(Debug)]
pub(crate) struct Inferred {
    types: Types,
    expressions: BTreeMap<ExprId, Node>,
    variables: BTreeMap<(ScopeId, Name), Node>,
    items: Vec<Thing>,
    fields: BTreeMap<(Item, Name), Node>,
    library: Library,
    /// What the items of the library are called.
    keys: BTreeMap<Item, String>,
}

impl Inferred {
    /// Every variable with its type, by scope and name.
    pub(crate) fn variables(&self) -> impl Iterator<Item = (ScopeId, &Name, String)> {
        self.variables.iter().map(|((scope, name), node)| (*scope, name, self.show(*node)))
    }

    /// The type of a variable as Python writes it.
    pub(crate) fn show_variable(&self, scope: ScopeId, name: &str) -> Option<String> {
        self.variables.get(&(scope, name.into())).map(|node| self.show(*node))
    }

    /// The type of an expression.
    pub(crate) fn show_expression(&self, expr: ExprId) -> Option<String> {
        self.expressions.get(&expr).map(|node| self.show(*node))
    }

    fn show(&self, node: Node) -> String {
        self.types.show(node, &|item| self.items[item as usize].name())
    }
}

/// Wishes that are granted for each expression at most, and for a small module. Programs need ten to twenty.
const GRANTS: u64 = 500;

/// Infers the types of a module; none where that does not come to an end.
pub(crate) fn infer(module: &Module, scopes: &Scopes) -> Option<Inferred> {
    let mut inference = Inference {
        scopes,
        library: Library::read(),
        types: Types::default(),
        expressions: BTreeMap::new(),
        variables: BTreeMap::new(),
        fields: BTreeMap::new(),
        items: Vec::new(),
        known: BTreeMap::new(),
        wishes: Vec::new(),
        looked_up: BTreeSet::new(),
    };
    inference.module(module);
    let mut left = GRANTS * u64::from(module.expressions + 20);
    while let Some((wish, kind)) = inference.types.next() {
        left = left.checked_sub(1)?;
        inference.grant(wish, &kind);
    }
    let Inference { types, expressions, variables, items, fields, known, library, .. } = inference;
    let keys = known.into_iter().map(|(key, item)| (item, key)).collect();
    Some(Inferred { types, expressions, variables, items, fields, library, keys })
}

/// What an item is.
#[derive(Clone, Debug)]
pub(crate) enum Thing {
    /// A function of the program.
    Function(Rc<Callable>),
    /// A function of the library.
    Stub(Rc<Function>),
    /// A class of the program, with its scope and its bases.
    Class(Rc<UserClass>),
    /// A class of the library, by its name.
    LibraryClass(Name),
    Module(Name),
}

impl Thing {
    fn name(&self) -> String {
        match self {
            Thing::Function(function) => function.name.to_string(),
            Thing::Stub(function) => function.name.to_string(),
            Thing::Class(class) => class.name.to_string(),
            Thing::LibraryClass(name) | Thing::Module(name) => name.to_string(),
        }
    }
}

/// A function or lambda of the program.
#[derive(Debug)]
pub(crate) struct Callable {
    pub(crate) name: Name,
    pub(crate) scope: ScopeId,
    pub(crate) positional: Vec<(Name, Node)>,
    pub(crate) named_only: Vec<(Name, Node)>,
    /// The elements of `*rest`, the values of `**rest`.
    pub(crate) star: Option<Node>,
    pub(crate) double_star: Option<Node>,
    /// What a call of it gives.
    pub(crate) result: Node,
    /// What its body returns and yields.
    pub(crate) returns: Node,
    pub(crate) yields: Node,
    pub(crate) binding: Binding,
}

/// What a function does where it is found in a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Binding {
    /// It gets the object first.
    Object,
    /// It gets the class first.
    Class,
    /// It gets nothing.
    Static,
    /// It is called with the object at once.
    Property,
}

#[derive(Debug)]
pub(crate) struct UserClass {
    pub(crate) name: Name,
    pub(crate) scope: ScopeId,
    pub(crate) bases: Vec<Node>,
    /// Of a dataclass, in order: what a call of it fills.
    pub(crate) fields: Vec<Name>,
}

/// The arguments of a call.
#[derive(Clone, Debug, Default)]
struct Arguments {
    positional: Vec<Node>,
    named: Vec<(Name, Node)>,
    /// What is unpacked by `*`.
    stars: Vec<Node>,
    /// The values of what is unpacked by `**`.
    double_stars: Vec<Node>,
}

/// What is to happen when a kind arrives at a node.
#[derive(Clone, Debug)]
enum Wish {
    /// It is called.
    Call {
        arguments: Rc<Arguments>,
        result: Node,
    },
    /// Its attribute is read.
    Attribute {
        name: Name,
        result: Node,
    },
    /// Its attribute is written.
    SetAttribute {
        name: Name,
        value: Node,
    },
    /// What it gives, one after the other, flows to a node.
    Iterate {
        element: Node,
    },
    Await {
        result: Node,
    },
    /// `of[index]`; with a number that is written there, `place`.
    Subscript {
        index: Node,
        place: Option<usize>,
        result: Node,
    },
    /// `of[index] = value`
    SetSubscript {
        index: Node,
        value: Node,
    },
    /// It is taken apart.
    Unpack {
        targets: Rc<[Node]>,
    },
    /// It is an operand; the other operand is looked at as it is by then (I1).
    Binary {
        op: BinaryOp,
        left: Node,
        right: Node,
        result: Node,
    },
    /// `except` or `raise`: an exception of this class, or each of these classes.
    Instantiate {
        result: Node,
    },
    /// What is found in a class, seen from one of its objects, or from the class.
    Bind {
        class: Item,
        object: Option<Node>,
        result: Node,
    },
    /// It is a base of a class in which something was not found.
    FromBase {
        name: Name,
        class: Item,
        object: Option<Node>,
        result: Node,
    },
    /// It goes where a stub has a type that is built of others: its parts are unified with those.
    Match {
        parts: Rc<[Node]>,
        like: Kind,
    },
}

struct Inference<'a> {
    scopes: &'a Scopes,
    library: Library,
    types: Types,
    expressions: BTreeMap<ExprId, Node>,
    variables: BTreeMap<(ScopeId, Name), Node>,
    /// Attributes of the objects of a class.
    fields: BTreeMap<(Item, Name), Node>,
    items: Vec<Thing>,
    /// Items of the library that have a number.
    known: BTreeMap<String, Item>,
    wishes: Vec<Wish>,
    /// What was looked up in a class, for objects of a class and a node, already (I2).
    looked_up: BTreeSet<(Item, Item, Name, Node)>,
}

impl Inference<'_> {
    fn item(&mut self, thing: Thing) -> Item {
        self.items.push(thing);
        self.items.len() as Item - 1
    }

    /// A thing of the library, once.
    fn library_item(&mut self, key: String, thing: impl FnOnce() -> Thing) -> Item {
        if let Some(item) = self.known.get(&key) {
            return *item;
        }
        let item = self.item(thing());
        self.known.insert(key, item);
        item
    }

    fn variable(&mut self, scope: ScopeId, name: &Name) -> Node {
        let key = (scope, name.clone());
        if let Some(node) = self.variables.get(&key) {
            return *node;
        }
        let node = self.types.node();
        self.variables.insert(key, node);
        node
    }

    fn field(&mut self, class: Item, name: &Name) -> Node {
        let key = (class, name.clone());
        if let Some(node) = self.fields.get(&key) {
            return *node;
        }
        let node = self.types.node();
        self.fields.insert(key, node);
        node
    }

    fn wish(&mut self, at: Node, wish: Wish) {
        self.wishes.push(wish);
        self.types.watch(at, self.wishes.len() as u32 - 1);
    }

    /// Has a wish wait at a node, and gives what it adds to.
    fn wish_for(&mut self, at: Node, wish: impl FnOnce(Node) -> Wish) -> Node {
        let result = self.types.node();
        self.wish(at, wish(result));
        result
    }
}

#[cfg(test)]
mod tests {
    use super::super::scopes;
    use super::*;
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
        let found =
            expected.iter().map(|(name, _)| (*name, inferred.show_variable(ScopeId(0), name).unwrap_or_default()));
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
                ("g", "Awaitable[str]"),
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
        assert_types("a = next(iter([1]))\nb = __name__\n", &[("a", "Never"), ("b", "str")]);
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
        for source in
            ["l = []\nl.append(l.sort)\nl.sort(key=l.sort)\n", "class B: __init__ = None\nB.__init__ = B\nB()\n"]
        {
            let mut diagnostics = Diagnostics::default();
            let module = parse(source, &mut diagnostics).unwrap();
            let scopes = scopes::resolve(&module, &mut diagnostics);
            assert!(infer(&module, &scopes).is_none(), "{source}");
        }
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
            format!(
                "def f{n}(a):\n    b = [a, {n}]\n    b.append(f{}(b[0]))\n    return b[1]\nx{n} = f{n}({n})\n",
                n / 2
            )
        };
        let source: String = (0..2_000).map(function).collect();
        assert_types(&source, &[("x1999", "int")]);
    }
}
