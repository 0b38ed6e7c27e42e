//! What happens when a kind arrives where a wish waits.

use super::{Arguments, Binding, Callable, Inference, Thing, Wish};
use crate::analyse::types::{Item, Kind, Node};
use crate::tree::{BinaryOp, Expr, ExprKind, Function, Name, Parameter};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The longest tuple that a sum of tuples is.
const LONGEST: usize = 8;

/// What the type variables of a stub stand for in one call.
type Variables = BTreeMap<Name, Node>;

impl Inference<'_> {
    pub(super) fn grant(&mut self, wish: u32, kind: &Kind) {
        match self.wishes[wish as usize].clone() {
            Wish::Call { arguments, result } => self.call(kind, &arguments, result),
            Wish::Attribute { name, result } => self.attribute(kind, &name, result),
            Wish::SetAttribute { name, value } => self.set_attribute(kind, &name, value),
            Wish::Iterate { element } => self.iterate(kind, element),
            Wish::Await { result } => match kind {
                Kind::Awaitable(given) => self.types.flow(*given, result),
                Kind::Object(_, parts) => parts.first().into_iter().for_each(|given| self.types.flow(*given, result)),
                Kind::Instance(_) => self.call_method(kind, "__await__", &Arguments::default(), result),
                _ => {}
            },
            Wish::Subscript { index, place, result } => self.get(kind, index, place, result),
            Wish::SetSubscript { index, value } => self.set(kind, index, value),
            Wish::Unpack { targets } => self.unpack(kind, &targets),
            Wish::Binary { op, left, right, result } => self.operate(op, left, right, result),
            Wish::Instantiate { result } => self.instantiate(kind, result),
            Wish::Bind { class, object, result } => self.bind_to(kind, class, object, result),
            Wish::FromBase { name, class, object, result } => self.look_in_base(kind, class, &name, object, result),
            Wish::Match { parts, like } => {
                if std::mem::discriminant(kind) == std::mem::discriminant(&like) {
                    let pairs = kind.parts().into_iter().zip(parts.iter());
                    pairs.for_each(|(given, wanted)| self.types.unify(given, *wanted));
                }
            }
        }
    }

    fn bind_to(&mut self, kind: &Kind, class: Item, object: Option<Node>, result: Node) {
        let Kind::Function(item) = kind else { return self.types.add(result, kind.clone()) };
        let binding = match &self.items[*item as usize] {
            Thing::Function(function) => function.binding,
            _ => Binding::Static,
        };
        match (binding, object) {
            (Binding::Object, Some(object)) => self.types.add(result, Kind::Method(*item, vec![object])),
            (Binding::Class, _) => {
                let class = self.types.node_of(Kind::Class(class));
                self.types.add(result, Kind::Method(*item, vec![class]));
            }
            (Binding::Property, Some(object)) => self.call_item(*item, &[object], &Arguments::default(), result),
            (Binding::Static, _) | (_, None) => self.types.add(result, kind.clone()),
        }
    }

    // Calls.

    fn call(&mut self, kind: &Kind, arguments: &Arguments, result: Node) {
        match kind {
            Kind::Function(item) => self.call_item(*item, &[], arguments, result),
            Kind::Method(item, bound) => self.call_item(*item, bound, arguments, result),
            Kind::Class(item) => self.make(*item, arguments, result),
            Kind::Instance(_) | Kind::Object(..) => self.call_method(kind, "__call__", arguments, result),
            _ => {}
        }
    }

    fn call_item(&mut self, item: Item, bound: &[Node], arguments: &Arguments, result: Node) {
        match self.items[item as usize].clone() {
            Thing::Function(function) => self.call_function(&function, bound, arguments, result),
            Thing::Stub(stub) => self.call_stub(&stub, bound, arguments, result),
            _ => {}
        }
    }

    fn call_function(&mut self, function: &Callable, bound: &[Node], arguments: &Arguments, result: Node) {
        let given = bound.iter().chain(&arguments.positional);
        let mut parameters = function.positional.iter();
        for argument in given {
            match (parameters.next(), function.star) {
                (Some((_, parameter)), _) => self.types.flow(*argument, *parameter),
                (None, Some(star)) => self.types.flow(*argument, star),
                (None, None) => {}
            }
        }
        for (name, argument) in &arguments.named {
            let named = function.positional.iter().chain(&function.named_only);
            let parameter = named.into_iter().find(|(parameter, _)| parameter == name).map(|(_, node)| *node);
            parameter.or(function.double_star).into_iter().for_each(|node| self.types.flow(*argument, node));
        }
        // What is unpacked fills those that are left.
        let left: Vec<Node> = parameters.map(|(_, node)| *node).chain(function.star).collect();
        let targets: Rc<[Node]> = left.iter().copied().collect();
        arguments.stars.iter().for_each(|star| self.wish(*star, Wish::Unpack { targets: targets.clone() }));
        let named_only = function.named_only.iter().map(|(_, node)| *node);
        let left: Vec<Node> = left.into_iter().chain(named_only).chain(function.double_star).collect();
        for values in &arguments.double_stars {
            left.iter().for_each(|node| self.types.flow(*values, *node));
        }
        self.types.flow(function.result, result);
    }

    fn call_method(&mut self, object: &Kind, name: &str, arguments: &Arguments, result: Node) {
        if let Kind::Instance(item) = object
            && !self.looked_up.insert((*item, *item, format!("{name}()").into(), result))
        {
            return; // (I2)
        }
        let object = self.types.node_of(object.clone());
        let method = self.wish_for(object, |result| Wish::Attribute { name: name.into(), result });
        self.wish(method, Wish::Call { arguments: Rc::new(arguments.clone()), result });
    }

    /// A class is called.
    fn make(&mut self, item: Item, arguments: &Arguments, result: Node) {
        if let Thing::LibraryClass(name) = &self.items[item as usize] {
            let name = name.clone();
            return self.convert(&name, item, arguments, result);
        }
        let object = Kind::Instance(item);
        self.types.add(result, object.clone());
        let Thing::Class(class) = self.items[item as usize].clone() else { return };
        for (name, argument) in class.fields.iter().zip(&arguments.positional) {
            let field = self.field(item, name);
            self.types.flow(*argument, field);
        }
        for (name, argument) in arguments.named.iter().filter(|(name, _)| class.fields.contains(name)) {
            let field = self.field(item, name);
            self.types.flow(*argument, field);
        }
        let ignored = self.types.node();
        self.call_method(&object, "__init__", arguments, ignored);
    }

    /// `int(x)`, `list(x)` and the like; another class of the library makes objects of itself.
    fn convert(&mut self, name: &str, item: Item, arguments: &Arguments, result: Node) {
        let first = arguments.positional.first().copied();
        let elements = self.types.node();
        let kind = match name {
            "int" => Kind::Int,
            "float" => Kind::Float,
            "bool" => Kind::Bool,
            "str" => Kind::Str,
            "bytes" => Kind::Bytes,
            "list" | "tuple" => Kind::List(elements),
            "set" | "frozenset" => Kind::Set(elements),
            "dict" => {
                let values = self.types.node();
                if let Some(first) = first {
                    let like = Kind::Dict(elements, values);
                    self.wish(first, Wish::Match { parts: Rc::new([elements, values]), like });
                    let pair = self.wish_for(first, |element| Wish::Iterate { element });
                    self.wish(pair, Wish::Unpack { targets: Rc::new([elements, values]) });
                }
                return self.types.add(result, Kind::Dict(elements, values));
            }
            _ => {
                let parts = vec![elements, self.types.node()];
                let object = Kind::Object(item, parts);
                self.types.add(result, object.clone());
                let ignored = self.types.node();
                return self.call_method(&object, "__init__", arguments, ignored);
            }
        };
        if let (Kind::List(_) | Kind::Set(_), Some(first)) = (&kind, first) {
            self.wish(first, Wish::Iterate { element: elements });
        }
        self.types.add(result, kind);
    }

    // Stubs.

    fn call_stub(&mut self, stub: &Rc<Function>, bound: &[Node], arguments: &Arguments, result: Node) {
        let mut variables: Variables = ["T", "U"].into_iter().map(Name::from).zip(bound.iter().copied()).collect();
        let parameters = &stub.parameters;
        let is_method = parameters.positional.first().is_some_and(|first| &*first.name == "self");
        let positional = &parameters.positional[usize::from(is_method)..];
        let mut given: Vec<(&Parameter, Node)> = Vec::new();
        let of_star = parameters.star.iter().flat_map(std::iter::repeat);
        given.extend(positional.iter().chain(of_star.clone()).zip(arguments.positional.iter().copied()));
        let unpacked: Vec<Node> =
            arguments.stars.iter().map(|star| self.wish_for(*star, |element| Wish::Iterate { element })).collect();
        given.extend(of_star.zip(unpacked));
        for (name, argument) in &arguments.named {
            let found = positional.iter().chain(&parameters.named_only).find(|parameter| parameter.name == *name);
            given.extend(found.map(|parameter| (parameter, *argument)));
        }
        for (parameter, argument) in &given {
            if let Some(annotation) = &parameter.annotation {
                self.accept(annotation, *argument, &mut variables);
            }
        }
        // A default that is a value has its type where nothing is given.
        for parameter in positional {
            let is_given = given.iter().any(|(other, _)| std::ptr::eq(*other, parameter));
            if let (false, Some(annotation), Some(ExprKind::None)) =
                (is_given, &parameter.annotation, parameter.default.as_ref().map(|default| &default.kind))
            {
                let none = self.types.node_of(Kind::None);
                self.accept(annotation, none, &mut variables);
            }
        }
        let Some(returns) = &stub.returns else { return };
        let returned = self.build(returns, &mut variables);
        match stub.is_async {
            true => self.types.add(result, Kind::Awaitable(returned)),
            false => self.types.flow(returned, result),
        }
    }

    fn type_variable(&mut self, name: &Name, variables: &mut Variables) -> Node {
        *variables.entry(name.clone()).or_insert_with(|| self.types.node())
    }

    /// An argument goes where a stub has this type.
    fn accept(&mut self, annotation: &Expr, argument: Node, variables: &mut Variables) {
        match &annotation.kind {
            ExprKind::Name(name) if is_variable(name) => {
                let variable = self.type_variable(name, variables);
                self.types.flow(argument, variable);
            }
            ExprKind::Subscript(of, index) => {
                let ExprKind::Name(of) = &of.kind else { return };
                match &**of {
                    "Iterable" => {
                        let element = self.wish_for(argument, |element| Wish::Iterate { element });
                        self.accept(index, element, variables);
                    }
                    "Awaitable" => {
                        let given = self.wish_for(argument, |result| Wish::Await { result });
                        self.accept(index, given, variables);
                    }
                    "Callable" => self.accept_function(index, argument, variables),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    /// `Callable[[A, B], C]`: the argument is called with the first and gives the second.
    fn accept_function(&mut self, index: &Expr, argument: Node, variables: &mut Variables) {
        let ExprKind::Tuple(members) = &index.kind else { return };
        let [parameters, returns] = members.as_slice() else { return };
        let ExprKind::List(parameters) = &parameters.kind else { return };
        let positional = parameters.iter().map(|parameter| self.build(parameter, variables)).collect();
        let arguments = Rc::new(Arguments { positional, ..Arguments::default() });
        let given = self.wish_for(argument, |result| Wish::Call { arguments, result });
        self.accept(returns, given, variables);
    }

    /// A node of a stub's type.
    fn build(&mut self, annotation: &Expr, variables: &mut Variables) -> Node {
        match &annotation.kind {
            ExprKind::None => self.types.node_of(Kind::None),
            ExprKind::Name(name) if is_variable(name) => self.type_variable(name, variables),
            ExprKind::Name(name) => match plain(name) {
                Some(kind) => self.types.node_of(kind),
                None => self.object(name, &[]),
            },
            ExprKind::Binary(left, BinaryOp::BitOr, right) => {
                let sides = [self.build(left, variables), self.build(right, variables)];
                let union = self.types.node();
                sides.into_iter().for_each(|side| self.types.flow(side, union));
                union
            }
            ExprKind::Subscript(of, index) => {
                let ExprKind::Name(of) = &of.kind else { return self.types.node() };
                let parts: Vec<Node> = match &index.kind {
                    ExprKind::Tuple(members) => members.iter().map(|member| self.build(member, variables)).collect(),
                    _ => vec![self.build(index, variables)],
                };
                match (&**of, parts.as_slice()) {
                    ("list", [element]) => self.types.node_of(Kind::List(*element)),
                    ("set", [element]) => self.types.node_of(Kind::Set(*element)),
                    ("Iterator", [element]) => self.types.node_of(Kind::Iterator(*element)),
                    ("Awaitable", [given]) => self.types.node_of(Kind::Awaitable(*given)),
                    ("dict", [key, value]) => self.types.node_of(Kind::Dict(*key, *value)),
                    ("tuple", members) => self.types.node_of(Kind::Tuple(members.to_vec())),
                    (class, parts) => self.object(class, parts),
                }
            }
            _ => self.types.node(),
        }
    }

    /// An object of a class of the library, where that is described.
    fn object(&mut self, class: &str, parts: &[Node]) -> Node {
        if !self.library.has_class(class) {
            return self.types.node();
        }
        let item = self.library_class(class);
        let mut parts = parts.to_vec();
        parts.resize_with(2, || self.types.node());
        self.types.node_of(Kind::Object(item, parts))
    }

    /// The kind of a constant of a module.
    pub(super) fn plain(&mut self, annotation: &Expr) -> Option<Kind> {
        match &annotation.kind {
            ExprKind::Name(name) => plain(name),
            _ => None,
        }
    }

    // Attributes.

    fn attribute(&mut self, kind: &Kind, name: &Name, result: Node) {
        match kind {
            Kind::Instance(item) => {
                let object = self.types.node_of(kind.clone());
                let field = self.field(*item, name);
                self.types.flow(field, result);
                self.of_class(*item, *item, name, Some(object), result);
            }
            Kind::Class(item) => self.of_class(*item, *item, name, None, result),
            Kind::Object(item, parts) => {
                let class = self.items[*item as usize].name();
                self.of_library(&class, name, parts, result);
            }
            Kind::Module(item) => {
                let Thing::Module(module) = self.items[*item as usize].clone() else { return };
                if let Some(kind) = self.member(&module, name) {
                    self.types.add(result, kind);
                }
            }
            _ => {
                let class = class_of(kind);
                class.into_iter().for_each(|class| self.of_library(class, name, &kind.parts(), result));
            }
        }
    }

    /// A method or an attribute of a class of the library.
    fn of_library(&mut self, class: &str, name: &str, parts: &[Node], result: Node) {
        if let Some(annotation) = self.library.attribute(class, name).cloned() {
            let kind = self.plain(&annotation);
            return kind.into_iter().for_each(|kind| self.types.add(result, kind));
        }
        let Some(stub) = self.library.function(class, name).cloned() else { return };
        let item = self.library_item(format!("{class}.{name}"), || Thing::Stub(stub));
        self.types.add(result, Kind::Method(item, parts.to_vec()));
    }

    /// What a class has by a name, and its bases after it; `seen` is the class of the object.
    fn of_class(&mut self, item: Item, seen: Item, name: &Name, object: Option<Node>, result: Node) {
        if !self.looked_up.insert((item, seen, name.clone(), result)) {
            return; // (I2)
        }
        let Thing::Class(class) = self.items[item as usize].clone() else { return };
        if self.scopes.owner(class.scope, name) == Some(class.scope) {
            let variable = self.variable(class.scope, name);
            return self.wish(variable, Wish::Bind { class: seen, object, result });
        }
        for base in &class.bases {
            self.wish(*base, Wish::FromBase { name: name.clone(), class: seen, object, result });
        }
    }

    fn look_in_base(&mut self, base: &Kind, seen: Item, name: &Name, object: Option<Node>, result: Node) {
        let Kind::Class(base) = base else { return };
        if object.is_some() {
            let field = self.field(*base, name);
            self.types.flow(field, result);
        }
        self.of_class(*base, seen, name, object, result);
    }

    fn set_attribute(&mut self, kind: &Kind, name: &Name, value: Node) {
        match kind {
            Kind::Instance(item) => {
                let field = self.field(*item, name);
                self.types.flow(value, field);
            }
            Kind::Class(item) => {
                if let Thing::Class(class) = self.items[*item as usize].clone() {
                    let variable = self.variable(class.scope, name);
                    self.types.flow(value, variable);
                }
            }
            _ => {}
        }
    }

    fn instantiate(&mut self, kind: &Kind, result: Node) {
        match kind {
            Kind::Class(item) => {
                let object = match &self.items[*item as usize] {
                    Thing::LibraryClass(_) => Kind::Object(*item, vec![self.types.node(), self.types.node()]),
                    _ => Kind::Instance(*item),
                };
                self.types.add(result, object);
            }
            Kind::Instance(_) | Kind::Object(..) => self.types.add(result, kind.clone()),
            Kind::Tuple(members) => members.iter().for_each(|member| self.wish(*member, Wish::Instantiate { result })),
            _ => {}
        }
    }

    // Containers.

    fn iterate(&mut self, kind: &Kind, element: Node) {
        match kind {
            Kind::List(one) | Kind::Set(one) | Kind::Iterator(one) | Kind::Dict(one, _) => {
                self.types.flow(*one, element)
            }
            Kind::Tuple(members) => members.iter().for_each(|member| self.types.flow(*member, element)),
            Kind::Str => self.types.add(element, Kind::Str),
            Kind::Bytes | Kind::Range => self.types.add(element, Kind::Int),
            Kind::Instance(_) => {
                for (iter, next, is_async) in [("__iter__", "__next__", false), ("__aiter__", "__anext__", true)] {
                    let iterator = self.types.node();
                    self.call_method(kind, iter, &Arguments::default(), iterator);
                    let method = self.wish_for(iterator, |result| Wish::Attribute { name: next.into(), result });
                    let given = self.wish_for(method, |result| Wish::Call { arguments: Rc::default(), result });
                    match is_async {
                        true => self.wish(given, Wish::Await { result: element }),
                        false => self.types.flow(given, element),
                    }
                    // A generator as `__iter__` gives an iterator that is none of the program's.
                    self.wish(iterator, Wish::Match { parts: Rc::new([element]), like: Kind::Iterator(element) });
                }
            }
            _ => {}
        }
    }

    fn get(&mut self, kind: &Kind, index: Node, place: Option<usize>, result: Node) {
        match kind {
            Kind::List(element) | Kind::Dict(_, element) => self.types.flow(*element, result),
            Kind::Tuple(members) => match place.and_then(|place| members.get(place)) {
                Some(member) => self.types.flow(*member, result),
                None => members.iter().for_each(|member| self.types.flow(*member, result)),
            },
            Kind::Str => self.types.add(result, Kind::Str),
            Kind::Bytes | Kind::Range => self.types.add(result, Kind::Int),
            Kind::Instance(_) => {
                let arguments = Arguments { positional: vec![index], ..Arguments::default() };
                self.call_method(kind, "__getitem__", &arguments, result);
            }
            _ => {}
        }
    }

    fn set(&mut self, kind: &Kind, index: Node, value: Node) {
        match kind {
            Kind::List(element) => self.types.flow(value, *element),
            Kind::Dict(key, element) => {
                self.types.flow(index, *key);
                self.types.flow(value, *element);
            }
            Kind::Instance(_) => {
                let arguments = Arguments { positional: vec![index, value], ..Arguments::default() };
                let ignored = self.types.node();
                self.call_method(kind, "__setitem__", &arguments, ignored);
            }
            _ => {}
        }
    }

    fn unpack(&mut self, kind: &Kind, targets: &[Node]) {
        match kind {
            // Fewer where the others have defaults.
            Kind::Tuple(members) if members.len() <= targets.len() => {
                members.iter().zip(targets).for_each(|(member, target)| self.types.flow(*member, *target));
            }
            _ => targets.iter().for_each(|target| self.iterate(kind, *target)),
        }
    }

    // Operators.

    pub(super) fn binary(&mut self, op: BinaryOp, left: Node, right: Node) -> Node {
        let result = self.types.node();
        for operand in [left, right] {
            self.wish(operand, Wish::Binary { op, left, right, result });
        }
        result
    }

    /// Of all pairs of kinds that the operands have by now.
    fn operate(&mut self, op: BinaryOp, left: Node, right: Node, result: Node) {
        let lefts: Vec<Kind> = self.types.kinds(left).cloned().collect();
        let rights: Vec<Kind> = self.types.kinds(right).cloned().collect();
        for one in &lefts {
            for other in &rights {
                self.operate_on(op, one, other, right, result);
            }
        }
    }

    fn operate_on(&mut self, op: BinaryOp, left: &Kind, right: &Kind, right_node: Node, result: Node) {
        let is_number = |kind: &Kind| matches!(kind, Kind::Bool | Kind::Int | Kind::Float);
        match (left, right) {
            (Kind::Str | Kind::Bytes, _) if op == BinaryOp::Mod => self.types.add(result, left.clone()),
            (Kind::Bool, Kind::Bool) if matches!(op, BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor) => {
                self.types.add(result, Kind::Bool);
            }
            _ if is_number(left) && is_number(right) => {
                let is_float = op == BinaryOp::Div || [left, right].contains(&&Kind::Float);
                self.types.add(result, if is_float { Kind::Float } else { Kind::Int });
            }
            (Kind::Str | Kind::Bytes, _) if op == BinaryOp::Mul => self.types.add(result, left.clone()),
            (_, Kind::Str | Kind::Bytes) if op == BinaryOp::Mul => self.types.add(result, right.clone()),
            (Kind::Str, Kind::Str) | (Kind::Bytes, Kind::Bytes) => self.types.add(result, left.clone()),
            (Kind::List(element), _) | (_, Kind::List(element)) if op == BinaryOp::Mul => {
                self.types.add(result, Kind::List(*element));
            }
            (Kind::List(one), Kind::List(other)) => self.joined(Kind::List, *one, *other, result),
            (Kind::Set(one), Kind::Set(other)) => self.joined(Kind::Set, *one, *other, result),
            (Kind::Dict(..), Kind::Dict(..)) => {
                self.types.add(result, left.clone());
                self.types.add(result, right.clone());
            }
            (Kind::Tuple(one), Kind::Tuple(other)) => {
                let members: Vec<Node> = one.iter().chain(other).copied().collect();
                let kind = if members.len() <= LONGEST { Kind::Tuple(members) } else { self.long_tuple(&members) };
                self.types.add(result, kind);
            }
            (Kind::Instance(_), _) => {
                let arguments = Arguments { positional: vec![right_node], ..Arguments::default() };
                self.call_method(left, method_of(op), &arguments, result);
            }
            _ => {}
        }
    }

    /// A tuple whose length may grow without end, as by `t = t + (1,)`, counts as a list (I2).
    fn long_tuple(&mut self, members: &[Node]) -> Kind {
        let elements = self.types.node();
        members.iter().for_each(|member| self.types.flow(*member, elements));
        Kind::List(elements)
    }

    /// A new list or set of what is in both.
    fn joined(&mut self, of: impl Fn(Node) -> Kind, one: Node, other: Node, result: Node) {
        let elements = self.types.node();
        [one, other].into_iter().for_each(|side| self.types.flow(side, elements));
        self.types.add(result, of(elements));
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
        _ => return None,
    })
}

/// The class of the library in which the methods of a kind stand.
fn class_of(kind: &Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Bool | Kind::Int => "int",
        Kind::Float => "float",
        Kind::Str => "str",
        Kind::Bytes => "bytes",
        Kind::List(_) => "list",
        Kind::Set(_) => "set",
        Kind::Dict(..) => "dict",
        _ => return None,
    })
}

fn method_of(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "__add__",
        BinaryOp::Sub => "__sub__",
        BinaryOp::Mul => "__mul__",
        BinaryOp::MatMul => "__matmul__",
        BinaryOp::Div => "__truediv__",
        BinaryOp::FloorDiv => "__floordiv__",
        BinaryOp::Mod => "__mod__",
        BinaryOp::Pow => "__pow__",
        BinaryOp::LeftShift => "__lshift__",
        BinaryOp::RightShift => "__rshift__",
        BinaryOp::BitAnd => "__and__",
        BinaryOp::BitOr => "__or__",
        BinaryOp::BitXor => "__xor__",
    }
}
