//! Calls of the library, as its stubs describe them.
//!
//! # How it works
//!
//! Annotations of parameters say what flows out of an argument, those of results what comes out of the call:
//!
//! ```text
//!  A, B, …              anything; T, U, V are what the object holds
//!  Iterable[X]          what it gives one after the other         Next[X]         what `next` of it gives
//!  AsyncIterable[X]     the same for `async for`                  Pairs[X, Y]     a mapping, or pairs
//!  Awaitable[X]         what it gives when it is awaited          Argument        of an exception
//!  Callable[[X], Y]     is called with the first, gives the second; with `...` it is called with the `*` and `**` of the same call
//!  list[X], Future[X]   the parts are one with these
//!  Sum[X, Y]            (result) X plus any number of Y           Add[X, Y], Sub, Mul, Div, FloorDiv, Mod, Pow; Plus[X], Abs[X]
//!  Iter[X]              (result) what `iter` makes of it
//!  Enter[X], EnterAsync what `with` of it gives                   CountedPairs[X] things, or a mapping from them to ints
//!  Raised               a class of exceptions is made one   Leaves[X]       what is in it at any depth and is no container or plain value
//!  Json                 (result) what JSON is                     Outward, Inward what `__await__`s yield and get
//!  Written              a pattern of a regular expression; Groups and Found (results) are what its groups and `findall` give
//!  Packed               a format of `struct`; Unpacked (result) is what is unpacked by it
//!  Replacement[X]       a text, or is called with that
//!  AsyncNext[X]         what `anext` of it gives                  Returned        (result) what generators and coroutines return
//!  Awaited              (result) what a task gives of which nothing is known
//! ```

use super::regex::{Groups, groups};
use super::{Arguments, Given, Inference, Operation, Wish};
use crate::analyse::library::{Library, Shape, Stub, bound_parameters};
use crate::analyse::types::{Kind, Node};
use crate::tree::{BinaryOp, Expr, ExprKind, Function, Name, Parameter, UnaryOp};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What a stub's annotations stand for in one call.
struct Scheme {
    /// The module of the stub.
    module: Name,
    variables: BTreeMap<Name, Node>,
    /// What a `Callable[..., X]` is called with.
    rest: Rc<Arguments>,
    /// The groups of the pattern that is written there.
    groups: Option<Groups>,
    /// The format of `struct` that is written there.
    format: Option<Rc<str>>,
}

impl Inference<'_> {
    fn scheme(&self, module: &Name, parts: &[Node], rest: Arguments) -> Scheme {
        let variables = ["T", "U", "V"].into_iter().map(Name::from).zip(parts.iter().copied()).collect();
        Scheme { module: module.clone(), variables, rest: Rc::new(rest), groups: None, format: None }
    }

    /// The type of an attribute of an object.
    pub(super) fn build_attribute(&mut self, module: &Name, annotation: &Expr, parts: &[Node]) -> Node {
        let mut scheme = self.scheme(module, parts, Arguments::default());
        self.build(annotation, &mut scheme)
    }

    pub(super) fn build_constant(&mut self, module: &Name, annotation: &Expr) -> Node {
        self.build_attribute(module, annotation, &[])
    }

    pub(super) fn call_stub(
        &mut self,
        callee: &Kind,
        stub: &Stub,
        parts: &[Node],
        arguments: &Rc<Arguments>,
        result: Node,
    ) {
        let shape = shape_of(arguments);
        let Some(index) = Library::choose(&stub.overloads, &shape) else {
            if arguments.positional.iter().any(|given| matches!(given, Given::Star(_))) {
                return self.spread(callee, arguments, result);
            }
            if arguments.positional.iter().any(|given| matches!(given, Given::Many(_))) {
                return self.call_with_any_number(stub, parts, arguments, result);
            }
            return self.gap(format!("`{}` with these arguments is not translated yet", stub.key));
        };
        if let Some(function) = stub.overloads.get(index).cloned() {
            self.call_overload(stub, &function, parts, arguments, result);
        }
    }

    /// Any of the overloads that some number of arguments fits.
    fn call_with_any_number(&mut self, stub: &Stub, parts: &[Node], arguments: &Rc<Arguments>, result: Node) {
        let shape = shape_of(arguments);
        let most = stub.overloads.iter().map(|function| function.parameters.positional.len()).max().unwrap_or(0);
        let chosen = (shape.positional..=most.max(shape.positional)).filter_map(|positional| {
            Library::choose(&stub.overloads, &Shape { positional, has_star: false, ..shape.clone() })
        });
        let chosen: BTreeSet<usize> = chosen.collect();
        if chosen.is_empty() {
            self.gap(format!("`{}` with these arguments is not translated yet", stub.key));
        }
        for function in chosen.iter().filter_map(|index| stub.overloads.get(*index)) {
            self.call_overload(stub, function, parts, arguments, result);
        }
    }

    pub(super) fn call_overload(
        &mut self,
        stub: &Stub,
        function: &Rc<Function>,
        parts: &[Node],
        arguments: &Rc<Arguments>,
        result: Node,
    ) {
        let given = given_to(function, arguments);
        let mut scheme = self.scheme(&stub.module, parts, rest_of(function, arguments));
        scheme.format = self.written_format(&given);
        let first = function.parameters.positional.first().and_then(|first| first.annotation.as_ref());
        if let (1, Some(annotation)) = (bound_parameters(function), first) {
            // What the object holds: `def __init__(self: Counter[A, int], …)`
            if let ExprKind::Subscript(_, index) = &annotation.kind {
                for (part, own) in members_of(index).iter().zip(parts) {
                    let part = self.build(part, &mut scheme);
                    self.types.unify(part, *own);
                }
            }
        }
        for (parameter, argument) in &given {
            let Some(annotation) = &parameter.annotation else { continue };
            let node = match argument {
                Given::One(node) | Given::Many(node) => *node,
                Given::Star(node) => self.wish_for(*node, |element| Wish::Iterate { element }),
            };
            self.accept(annotation, node, &mut scheme);
        }
        self.accept_defaults(function, &given, &mut scheme);
        let Some(returns) = &function.returns else {
            return self.gap(format!("`{}` in this way is not translated yet", stub.key));
        };
        let returned = self.build(returns, &mut scheme);
        match function.is_async {
            true => {
                self.yields_futures();
                self.types.add(result, Kind::Coroutine(returned));
            }
            false => self.types.flow(returned, result),
        }
    }

    /// The text of the argument that a stub calls `Packed`, where it is known.
    fn written_format(&self, given: &[(&Parameter, Given)]) -> Option<Rc<str>> {
        given.iter().find_map(|(parameter, argument)| match (&parameter.annotation.as_ref()?.kind, argument) {
            (ExprKind::Name(name), Given::One(node)) if &**name == "Packed" => self.literals.get(node).cloned(),
            _ => None,
        })
    }

    /// A default that is a value has its type where nothing is given.
    fn accept_defaults(&mut self, function: &Function, given: &[(&Parameter, Given)], scheme: &mut Scheme) {
        let parameters = &function.parameters;
        for parameter in parameters.positional.iter().chain(&parameters.named_only) {
            let is_given = given.iter().any(|(other, _)| std::ptr::eq(*other, parameter));
            let default = parameter.default.as_ref().and_then(literal);
            if let (false, Some(annotation), Some(kind)) = (is_given, &parameter.annotation, default) {
                let default = self.types.node_of(kind);
                self.accept(annotation, default, scheme);
            }
        }
    }

    fn type_variable(&mut self, name: &Name, scheme: &mut Scheme) -> Node {
        *scheme.variables.entry(name.clone()).or_insert_with(|| self.types.node())
    }

    /// An argument goes where a stub has this type.
    fn accept(&mut self, annotation: &Expr, argument: Node, scheme: &mut Scheme) {
        match &annotation.kind {
            ExprKind::Name(name) if is_variable(name) => {
                let variable = self.type_variable(name, scheme);
                self.types.flow(argument, variable);
            }
            ExprKind::Name(name) if &**name == "Argument" => self.types.flow(argument, self.exception_arguments),
            ExprKind::Name(name) if &**name == "Written" => {
                scheme.groups = self.literals.get(&argument).and_then(|pattern| groups(pattern));
            }
            ExprKind::Name(name) if &**name == "Raised" => self.wish(argument, Wish::Raise),
            ExprKind::Name(name) if &**name == "Code" => self.types.flow(argument, self.exit_codes),
            ExprKind::Name(name) if &**name == "Inward" => self.types.flow(argument, self.inward),
            ExprKind::Binary(left, BinaryOp::BitOr, right) => {
                [left, right].into_iter().for_each(|side| self.accept(side, argument, scheme));
            }
            ExprKind::Subscript(of, index) => {
                let of = match &of.kind {
                    ExprKind::Name(of) => &**of,
                    _ => "",
                };
                self.accept_generic(annotation, of, index, argument, scheme);
            }
            _ => {}
        }
    }

    fn accept_generic(&mut self, whole: &Expr, of: &str, index: &Expr, argument: Node, scheme: &mut Scheme) {
        let given = match of {
            "Iterable" => self.wish_for(argument, |element| Wish::Iterate { element }),
            "AsyncIterable" => self.wish_for(argument, |element| Wish::IterateAsync { element }),
            "Next" => self.wish_for(argument, |element| Wish::Next { element }),
            "Enter" => self.wish_for(argument, |result| Wish::Enter { is_async: false, result }),
            "EnterAsync" => self.wish_for(argument, |result| Wish::Enter { is_async: true, result }),
            "CountedPairs" => self.wish_for(argument, |element| Wish::Iterate { element }),
            "Leaves" => self.wish_for(argument, |result| Wish::Leaves { result }),
            "AsyncNext" => self.next_async(argument),
            "Awaitable" => {
                let given = self.wish_for(argument, |result| Wish::Await { result });
                self.wish(argument, Wish::NoteAwaited);
                given
            }
            "Replacement" => {
                let node = self.build(index, scheme);
                let arguments = Rc::new(Arguments::of([node]));
                self.wish_for(argument, |result| Wish::CallUnlessText { arguments, result });
                return;
            }
            "Callable" => return self.accept_function(index, argument, scheme),
            "Pairs" => {
                let (key, value) = (self.types.node(), self.types.node());
                self.wish(argument, Wish::Pairs { key, value });
                for (annotation, node) in members_of(index).iter().zip([key, value]) {
                    self.accept(annotation, node, scheme);
                }
                return;
            }
            _ => {
                if let Some(kind) = self.generic(whole, of, index, scheme) {
                    self.wish(argument, Wish::Match { parts: kind.parts().into(), like: kind });
                }
                return;
            }
        };
        self.accept(index, given, scheme);
    }

    /// `Callable[[A, B], C]`
    fn accept_function(&mut self, index: &Expr, argument: Node, scheme: &mut Scheme) {
        let [parameters, returns] = members_of(index) else { return };
        let arguments = match &parameters.kind {
            ExprKind::List(parameters) => {
                let mut positional = Vec::new();
                for parameter in parameters {
                    positional.push(match &parameter.kind {
                        ExprKind::Starred(inner) => Given::Star(self.build(inner, scheme)),
                        _ => Given::One(self.build(parameter, scheme)),
                    });
                }
                Rc::new(Arguments { positional, ..Arguments::default() })
            }
            _ => scheme.rest.clone(),
        };
        let given = self.wish_for(argument, |result| Wish::Call { arguments, result });
        self.accept(returns, given, scheme);
    }

    /// A node of a stub's type.
    fn build(&mut self, annotation: &Expr, scheme: &mut Scheme) -> Node {
        match &annotation.kind {
            ExprKind::None => self.types.node_of(Kind::None),
            ExprKind::Name(name) if is_variable(name) => self.type_variable(name, scheme),
            ExprKind::Name(name) => self.build_name(name, scheme),
            ExprKind::Attribute(of, name) => match &of.kind {
                ExprKind::Name(module) => self.object(&format!("{module}.{name}"), &[]),
                _ => self.types.node(),
            },
            ExprKind::Binary(left, BinaryOp::BitOr, right) => {
                let sides = [self.build(left, scheme), self.build(right, scheme)];
                self.union(sides)
            }
            ExprKind::Subscript(of, index) => {
                let of = match &of.kind {
                    ExprKind::Name(of) => of.clone(),
                    _ => return self.types.node(),
                };
                self.build_generic(annotation, &of, index, scheme)
            }
            _ => self.types.node(),
        }
    }

    fn build_name(&mut self, name: &str, scheme: &mut Scheme) -> Node {
        match name {
            "Argument" => return self.exception_arguments,
            "Outward" => return self.outward,
            "Awaited" => return self.awaited,
            "Returned" => return self.returned,
            "Code" => return self.exit_codes,
            "Inward" => return self.inward,
            "Json" => return self.json(),
            "Groups" => {
                let text = self.types.node_of(Kind::Str);
                if !scheme.groups.is_some_and(|groups| groups.always) {
                    self.types.add(text, Kind::None);
                }
                return text;
            }
            "Found" => return self.found(scheme.groups),
            "Unpacked" => return self.unpacked(scheme.format.as_deref()),
            _ => {}
        }
        if let Some(kind) = plain(name) {
            return self.types.node_of(kind);
        }
        match self.library.class(&scheme.module, name) {
            Some(key) => self.object(&key, &[]),
            None => {
                debug_assert!(false, "the stub of {} has no class {name}", scheme.module);
                self.gap(format!("`{name}` is not described"));
                self.types.node()
            }
        }
    }

    fn build_generic(&mut self, whole: &Expr, of: &str, index: &Expr, scheme: &mut Scheme) -> Node {
        let operator = match of {
            "Sum" => Some(BinaryOp::Add),
            "Product" => Some(BinaryOp::Mul),
            "Pow" => Some(BinaryOp::Pow),
            "Mod" => Some(BinaryOp::Mod),
            "FloorDiv" => Some(BinaryOp::FloorDiv),
            "And" => Some(BinaryOp::BitAnd),
            "Or" => Some(BinaryOp::BitOr),
            "Xor" => Some(BinaryOp::BitXor),
            "Add" => Some(BinaryOp::Add),
            "Sub" => Some(BinaryOp::Sub),
            "Mul" => Some(BinaryOp::Mul),
            "Div" => Some(BinaryOp::Div),
            _ => None,
        };
        if let (Some(op), [left, right]) = (operator, members_of(index)) {
            let (left, right) = (self.build(left, scheme), self.build(right, scheme));
            let op = Operation { op, in_place: false, negative: false };
            if !matches!(of, "Sum" | "Product") {
                return self.operation(op, left, right);
            }
            let sum = self.types.node();
            self.types.flow(left, sum);
            let more = self.operation(op, sum, right);
            self.types.flow(more, sum);
            return sum;
        }
        if of == "Abs" {
            let of = self.build(index, scheme);
            return self.wish_for(of, |result| Wish::NumberOr { method: "__abs__", result });
        }
        if of == "Iter" {
            let of = self.build(index, scheme);
            return self.wish_for(of, |result| Wish::Iter { result });
        }
        if of == "Plus" {
            let of = self.build(index, scheme);
            return self.wish_for(of, |result| Wish::Unary { op: UnaryOp::Plus, result });
        }
        match self.generic(whole, of, index, scheme) {
            Some(kind) => self.types.node_of(kind),
            None => self.types.node(),
        }
    }

    /// A type with parts: `list[int]`.
    fn generic(&mut self, whole: &Expr, of: &str, index: &Expr, scheme: &mut Scheme) -> Option<Kind> {
        let members = members_of(index);
        if let ("tuple", [element, Expr { kind: ExprKind::Ellipsis, .. }]) = (of, members) {
            return Some(Kind::TupleOf(self.build(element, scheme)));
        }
        let parts: Vec<Node> = members.iter().map(|member| self.build(member, scheme)).collect();
        Some(match (of, parts.as_slice()) {
            ("list", [element]) => Kind::List(*element),
            ("set", [element]) => Kind::Set(*element),
            ("frozenset", [element]) => Kind::FrozenSet(*element),
            ("Iterator", [element]) => Kind::Iterator(*element),
            ("Coroutine", [given]) => Kind::Coroutine(*given),
            ("Generator", [yields, sent, returns]) => Kind::Generator(*yields, *sent, *returns),
            ("AsyncGenerator", [yields, sent]) => Kind::AsyncGenerator(*yields, *sent),
            ("dict", [key, value]) => Kind::Dict(*key, *value),
            ("tuple", members) => Kind::Tuple(members.to_vec()),
            (class, parts) => {
                let key = self.library.class(&scheme.module, class);
                debug_assert!(key.is_some(), "the stub of {} has no class {class}: {whole:?}", scheme.module);
                let item = self.library_class(&key?);
                let mut parts = parts.to_vec();
                parts.resize_with(2, || self.types.node());
                Kind::Object(item, parts)
            }
        })
    }

    /// An object of a class of the library; of an exception also those that the program derives from it.
    fn object(&mut self, key: &str, parts: &[Node]) -> Node {
        let item = self.library_class(key);
        if self.library.is_subclass(key, "BaseException") {
            return self.caught(item);
        }
        let mut parts = parts.to_vec();
        parts.resize_with(2, || self.types.node());
        self.types.node_of(Kind::Object(item, parts))
    }

    /// What `findall` gives for each match: a text, or a tuple of texts. Nothing is known where the pattern is not.
    fn found(&mut self, groups: Option<Groups>) -> Node {
        let Some(groups) = groups else { return self.types.node() };
        if groups.count < 2 {
            return self.types.node_of(Kind::Str);
        }
        let members = (0..groups.count).map(|_| self.types.node_of(Kind::Str)).collect();
        self.types.node_of(Kind::Tuple(members))
    }

    /// Says whether a node is that of what JSON is.
    pub(super) fn is_json(&self, node: Node) -> bool {
        self.json.is_some_and(|json| self.types.find(json) == self.types.find(node))
    }

    fn json(&mut self) -> Node {
        if let Some(json) = self.json {
            return json;
        }
        let json = self.types.node();
        self.json = Some(json);
        let key = self.types.node_of(Kind::Str);
        for kind in [Kind::None, Kind::Bool, Kind::Int, Kind::Float, Kind::Str, Kind::List(json), Kind::Dict(key, json)]
        {
            self.types.add(json, kind);
        }
        json
    }
}

/// How overloads see a call.
fn shape_of(arguments: &Arguments) -> Shape {
    Shape {
        positional: arguments.positional.iter().filter(|given| matches!(given, Given::One(_))).count(),
        named: arguments.named.iter().map(|(name, _)| name.clone()).collect(),
        has_star: arguments.positional.iter().any(|given| !matches!(given, Given::One(_))),
        has_double_star: !arguments.double_stars.is_empty(),
    }
}

/// Each argument with the parameter to which it goes.
fn given_to<'a>(function: &'a Function, arguments: &Arguments) -> Vec<(&'a Parameter, Given)> {
    let parameters = &function.parameters;
    let positional = &parameters.positional[bound_parameters(function)..];
    let mut given: Vec<(&Parameter, Given)> = Vec::new();
    let mut is_open = false;
    for (place, argument) in arguments.positional.iter().enumerate() {
        is_open |= !matches!(argument, Given::One(_));
        let places = if is_open { positional.get(place..).unwrap_or_default() } else { &[] };
        given.extend(places.iter().map(|parameter| (parameter, *argument)));
        let own = if is_open { None } else { positional.get(place) };
        given.extend(own.or(parameters.star.as_ref()).map(|parameter| (parameter, *argument)));
    }
    for (name, argument) in &arguments.named {
        let found = positional.iter().chain(&parameters.named_only).find(|parameter| parameter.name == *name);
        let found = found.or(parameters.double_star.as_ref());
        given.extend(found.map(|parameter| (parameter, Given::One(*argument))));
    }
    let double_star = parameters.double_star.as_ref();
    given.extend(
        arguments.double_stars.iter().flat_map(|values| double_star.map(|parameter| (parameter, Given::Many(*values)))),
    );
    given
}

/// What the `*` and `**` of a stub get.
fn rest_of(function: &Function, arguments: &Arguments) -> Arguments {
    let parameters = &function.parameters;
    let filled = parameters.positional.len() - bound_parameters(function);
    let positional = arguments.positional.get(filled..).unwrap_or_default().to_vec();
    let is_own = |name: &Name| {
        parameters.positional.iter().chain(&parameters.named_only).any(|parameter| parameter.name == *name)
    };
    let named = arguments.named.iter().filter(|(name, _)| !is_own(name)).cloned().collect();
    Arguments { positional, named, double_stars: arguments.double_stars.clone() }
}

fn members_of(index: &Expr) -> &[Expr] {
    match &index.kind {
        ExprKind::Tuple(members) => members,
        _ => std::slice::from_ref(index),
    }
}

/// A capital letter by itself.
fn is_variable(name: &str) -> bool {
    name.len() == 1 && name.starts_with(|c: char| c.is_ascii_uppercase())
}

/// The kind of a type without parts, by its name.
fn plain(name: &str) -> Option<Kind> {
    Some(match name {
        "bool" => Kind::Bool,
        "int" => Kind::Int,
        "float" => Kind::Float,
        "str" => Kind::Str,
        "bytes" => Kind::Bytes,
        "range" => Kind::Range,
        "Typing" => Kind::Typing,
        _ => return None,
    })
}

/// The kind of a default that is a value.
fn literal(default: &Expr) -> Option<Kind> {
    Some(match &default.kind {
        ExprKind::None => Kind::None,
        ExprKind::Bool(_) => Kind::Bool,
        ExprKind::Int(_) => Kind::Int,
        ExprKind::Float(_) => Kind::Float,
        ExprKind::Str(_) => Kind::Str,
        ExprKind::Bytes(_) => Kind::Bytes,
        ExprKind::Tuple(members) if members.is_empty() => Kind::Tuple(Vec::new()),
        _ => return None,
    })
}
