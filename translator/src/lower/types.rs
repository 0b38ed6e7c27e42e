//! The Rust types of places.
//!
//! # How it works
//!
//! Inference says which kinds of values may come to a place; here that becomes the one Rust type that holds them: a kind alone is its own
//! type, with None it is an [`Option`], an int and a float are a `Number`, and other mixtures are enums that are written out with the program.
//!
//! A place that is met again inside of itself, as the elements of nested lists are, is an enum that names itself.
//!
//! - **I1** A place and every place that is unified with it have the same type.
//! - **I2** A type that contains itself does so behind a handle: a list, a dict, a function.

mod tuples;

use super::signature::{Role, Signature, Slot};
use crate::analyse::infer::{Callable, Form, Inferred, UserClass};
use crate::analyse::types::{Item, Kind, Node};
use crate::tree::Name;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What is deeper contains itself, as a list that is put into itself does.
const DEEPEST: usize = 24;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Type {
    /// Nothing comes there.
    Never,
    None,
    Bool,
    Int,
    /// An int that may be beyond 64 bits.
    BigInt,
    Float,
    /// An int or a float.
    Number,
    Str,
    Bytes,
    Range,
    List(Rc<Type>),
    Set(Rc<Type>),
    FrozenSet(Rc<Type>),
    Dict(Rc<Type>, Rc<Type>),
    Tuple(Vec<Type>),
    /// A tuple whose length is not known.
    Sequence(Rc<Type>),
    Optional(Rc<Type>),
    /// What a call of an `async def` gives: it is awaited or handed on at once.
    Coroutine(Rc<Type>),
    /// A coroutine that is kept.
    Coro(Rc<Type>),
    /// A future of Rust without a name: it becomes a coroutine where it is kept.
    Awaitable(Rc<Type>),
    Iterator(Rc<Type>),
    /// What `for` takes, of a Rust type without a name: it becomes an iterator where it is kept.
    Lazy(Rc<Type>),
    /// What it yields, what is sent to it, what it returns.
    Generator(Rc<Type>, Rc<Type>, Rc<Type>),
    AsyncGenerator(Rc<Type>, Rc<Type>),
    /// An object of a class of the program, by the head of its family.
    Instance(Item),
    Exception,
    /// A class of exceptions as a value: what `__exit__` gets.
    ExceptionClass,
    /// One of several other classes as a value.
    Class,
    /// An object of a class of the library, with its type arguments.
    Library(Name, Vec<Type>),
    /// A value that is called: what it takes and gives.
    Function(Rc<Signature>, Rc<Type>),
    /// A function, class or module where it is known which one: it needs no value.
    Known,
    /// One of several, by its number in [`Types`].
    Union(usize),
}

impl Type {
    /// Says whether a use of it needs no clone.
    pub(super) fn is_copy(&self) -> bool {
        match self {
            Type::Never | Type::None | Type::Bool | Type::Int | Type::Float | Type::Number | Type::Range => true,
            Type::Class => true,
            Type::Optional(inner) => inner.is_copy(),
            Type::Tuple(members) => !members.is_empty() && members.iter().all(Type::is_copy),
            _ => false,
        }
    }

    /// Says whether Rust's own `+`, `==` and `Display` do what Python's do.
    pub(super) fn is_number(&self) -> bool {
        matches!(self, Type::Bool | Type::Int | Type::BigInt | Type::Float | Type::Number)
    }

    /// Says whether the order of a set of such values changes from run to run.
    pub(super) fn is_shuffled(&self) -> bool {
        match self {
            Type::Str | Type::Bytes => true,
            Type::Tuple(members) => members.iter().any(Type::is_shuffled),
            Type::Optional(part) | Type::Sequence(part) | Type::FrozenSet(part) => part.is_shuffled(),
            Type::Union(_) => true,
            of_type => super::library::datetime::is_shuffled(of_type),
        }
    }

    /// Says whether a set whose order changes from run to run is shown with it.
    pub(super) fn shows_shuffled(&self) -> bool {
        self.shows(&|of_type| match of_type {
            Type::Set(part) | Type::FrozenSet(part) => part.is_shuffled(),
            _ => false,
        })
    }

    /// Says whether its text names what is not known here: the line at which a task stands, the descriptor of a socket.
    pub(super) fn shows_places(&self) -> bool {
        const SUCH: [&str; 5] = ["Task", "AnyTask", "Server", "StreamReader", "StreamWriter"];
        self.shows(&|of_type| matches!(of_type, Type::Library(class, _) if SUCH.contains(&&**class)))
    }

    /// Says whether its text is, or contains, that of such a type.
    fn shows(&self, is_such: &impl Fn(&Type) -> bool) -> bool {
        is_such(self)
            || match self {
                Type::List(part) | Type::Sequence(part) | Type::Optional(part) => part.shows(is_such),
                Type::Set(part) | Type::FrozenSet(part) => part.shows(is_such),
                Type::Dict(key, value) => key.shows(is_such) || value.shows(is_such),
                Type::Tuple(members) => members.iter().any(|member| member.shows(is_such)),
                _ => false,
            }
    }

    /// What is in it where it may be None.
    pub(super) fn inner(&self) -> &Type {
        match self {
            Type::Optional(inner) => inner,
            other => other,
        }
    }

    /// With None beside it.
    pub(super) fn or_none(self) -> Type {
        match self {
            Type::Never | Type::None => Type::None,
            Type::Optional(_) => self,
            other => Type::Optional(Rc::new(other)),
        }
    }
}

/// The types of a program.
pub(super) struct Types<'a> {
    inferred: &'a Inferred,
    known: RefCell<BTreeMap<Node, Type>>,
    unions: RefCell<Vec<Vec<Type>>>,
    /// The places whose types are being made, each with the number of its enum, if it was met in itself.
    open: RefCell<BTreeMap<Node, Option<usize>>>,
    /// The enums that name themselves.
    recursive: RefCell<BTreeSet<usize>>,
    /// How many functions inside of each other become one.
    joining: Cell<usize>,
    tuples: RefCell<tuples::Known>,
    asked: Asked<'a>,
}

/// Functions so deep inside of each other take, or give, themselves.
const MOST_JOINED: usize = 8;

/// What is known of functions and classes elsewhere.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    /// The function needs no value where it is known which one it is.
    pub(super) is_static: &'a dyn Fn(Item) -> bool,
    /// The objects of the class are exceptions.
    pub(super) is_exception: &'a dyn Fn(Item) -> bool,
    /// The places whose ints may be beyond 64 bits.
    pub(super) big: &'a BTreeSet<Node>,
    /// The `__init__` of the program that a class has.
    pub(super) init: &'a dyn Fn(Item) -> Option<Item>,
}

impl<'a> Types<'a> {
    pub(super) fn new(inferred: &'a Inferred, asked: Asked<'a>) -> Types<'a> {
        Types {
            inferred,
            known: RefCell::default(),
            unions: RefCell::default(),
            open: RefCell::default(),
            recursive: RefCell::default(),
            joining: Cell::default(),
            tuples: RefCell::default(),
            asked,
        }
    }

    /// The members of the enums that are to be written.
    pub(super) fn unions(&self) -> Vec<Vec<Type>> {
        self.unions.borrow().clone()
    }

    /// The type of a place, or why there is none.
    pub(super) fn of(&self, node: Node) -> Result<Type, String> {
        self.at(node, 0)
    }

    fn at(&self, node: Node, depth: usize) -> Result<Type, String> {
        let node = self.inferred.find(node);
        if let Some(known) = self.known.borrow().get(&node) {
            return Ok(known.clone());
        }
        if let Some(again) = self.met_again(node) {
            return Ok(again);
        }
        if depth == DEEPEST {
            return Err("a value whose type is too deep".to_owned());
        }
        self.open.borrow_mut().insert(node, None);
        let made = self.made(node, depth);
        let named = self.open.borrow_mut().remove(&node).flatten();
        let of_node = match named {
            Some(number) => self.close(node, number, made?)?,
            None => made?,
        };
        self.known.borrow_mut().insert(node, of_node.clone());
        Ok(of_node)
    }

    /// A place inside of itself: it is an enum that gets its members later.
    fn met_again(&self, node: Node) -> Option<Type> {
        let mut open = self.open.borrow_mut();
        let number = open.get_mut(&node)?.get_or_insert_with(|| self.new_union());
        let has_none = self.inferred.kinds(node).any(|kind| *kind == Kind::None);
        let union = Type::Union(*number);
        Some(if has_none { union.or_none() } else { union })
    }

    /// An enum that gets its members later.
    fn new_union(&self) -> usize {
        let mut unions = self.unions.borrow_mut();
        unions.push(Vec::new());
        unions.len() - 1
    }

    /// Gives an enum that names itself its members.
    fn close_union(&self, number: usize, members: Vec<Type>) {
        if let Some(place) = self.unions.borrow_mut().get_mut(number) {
            *place = members;
        }
        self.recursive.borrow_mut().insert(number);
    }

    /// Gives the enum of a place that was met in itself its members.
    fn close(&self, node: Node, number: usize, made: Type) -> Result<Type, String> {
        let members = match made.inner() {
            Type::Union(other) if *other != number => {
                let mut unions = self.unions.borrow_mut();
                let members = unions.get(*other).cloned().unwrap_or_default();
                // Nobody else can have asked for it if it is the last one.
                if *other + 1 == unions.len() {
                    unions.pop();
                }
                members
            }
            Type::Number => vec![Type::Int, Type::Float],
            Type::None => Vec::new(),
            other => vec![other.clone()],
        };
        if members.iter().any(|member| self.holds(member, number, 0)) {
            return Err("a value whose type contains itself".to_owned());
        }
        self.close_union(number, members);
        let has_none = self.inferred.kinds(node).any(|kind| *kind == Kind::None);
        Ok(if has_none { Type::Union(number).or_none() } else { Type::Union(number) })
    }

    /// Says whether a type holds an enum without a handle between them (I2).
    fn holds(&self, of_type: &Type, number: usize, depth: usize) -> bool {
        match of_type {
            Type::Union(other) => {
                let members = self.unions.borrow().get(*other).cloned().unwrap_or_default();
                *other == number || depth == DEEPEST || members.iter().any(|one| self.holds(one, number, depth + 1))
            }
            Type::Tuple(members) => members.iter().any(|member| self.holds(member, number, depth + 1)),
            Type::Optional(inner) => self.holds(inner, number, depth + 1),
            _ => false,
        }
    }

    /// Says whether an enum names itself.
    pub(super) fn is_recursive(&self, number: usize) -> bool {
        self.recursive.borrow().contains(&number)
    }

    fn made(&self, node: Node, depth: usize) -> Result<Type, String> {
        let kinds: Vec<&Kind> = self.inferred.kinds(node).collect();
        if let [Kind::Function(item)] = kinds.as_slice()
            && (self.asked.is_static)(*item)
        {
            return Ok(Type::Known);
        }
        if let [Kind::Class(_)] = kinds.as_slice() {
            return Ok(Type::Known);
        }
        // What gives NotImplemented raises instead (special.rs).
        let kinds: Vec<&Kind> =
            kinds.iter().copied().filter(|kind| kinds.len() == 1 || **kind != Kind::NotImplemented).collect();
        let is_class = |kind: &&Kind| matches!(kind, Kind::Class(item) if self.is_exception_class(*item));
        let kinds: Vec<&Kind> = kinds.iter().copied().filter(|kind| kinds.len() == 1 || !is_class(kind)).collect();
        let has_class = self.inferred.kinds(node).any(|kind| is_class(&kind)) && self.inferred.kinds(node).count() > 1;
        if !has_class && self.are_classes(&kinds) {
            let has_none = kinds.contains(&&Kind::None);
            return Ok(if has_none { Type::Class.or_none() } else { Type::Class });
        }
        let (mut has_none, mut members) = (false, Vec::new());
        for kind in kinds {
            match kind {
                Kind::None => has_none = true,
                Kind::Int if self.asked.big.contains(&node) => members.push(Type::BigInt),
                kind => {
                    let of_kind = self.of_kind(kind, depth + 1)?;
                    if of_kind == Type::None {
                        has_none = true;
                    } else if !members.contains(&of_kind) {
                        members.push(of_kind);
                    }
                }
            }
        }
        if has_class {
            members.push(Type::ExceptionClass);
        }
        let of_node = self.joined(members)?;
        Ok(if has_none { of_node.or_none() } else { of_node })
    }

    /// Says whether only one class comes to a place. Where a tuple holds several such, each may become a value.
    fn is_one_class(&self, node: Node) -> bool {
        let mut kinds = self.inferred.kinds(self.inferred.find(node));
        let is_class = |kind: &Kind| matches!(kind, Kind::Class(item) if !self.is_exception_class(*item));
        kinds.next().is_some_and(is_class) && kinds.next().is_none()
    }

    /// Says whether one of several classes comes to a place, or a class or None.
    fn are_classes(&self, kinds: &[&Kind]) -> bool {
        let is_class = |kind: &&&Kind| matches!(kind, Kind::Class(item) if !self.is_exception_class(*item));
        let count = kinds.iter().filter(is_class).count();
        count > 0 && kinds.len() > 1 && kinds.iter().all(|kind| is_class(&kind) || **kind == Kind::None)
    }

    /// One type for all of these.
    pub(super) fn joined(&self, members: Vec<Type>) -> Result<Type, String> {
        let mut members = if members.len() > 1 { self.flat(members) } else { members };
        if members.contains(&Type::BigInt) {
            members.retain(|member| *member != Type::Int);
        }
        // A coroutine that only raises gives what the others give.
        if members.iter().any(|member| matches!(member, Type::Coro(given) if **given != Type::Never)) {
            members.retain(|member| !matches!(member, Type::Coro(given) if **given == Type::Never));
        }
        members.sort();
        members.dedup();
        if members.len() <= 1 {
            return Ok(members.pop().unwrap_or(Type::Never));
        }
        if members.iter().all(|member| matches!(member, Type::Int | Type::Float | Type::Number)) {
            return Ok(Type::Number);
        }
        if members.iter().any(|member| matches!(member, Type::Function(..) | Type::Known)) {
            return self.joined_functions(members);
        }
        if members.iter().any(|member| matches!(member, Type::Library(name, _) if &**name == "DictItems")) {
            return Err("the items of a dict at one time and something else at another".to_owned());
        }
        Ok(self.union_of(members))
    }

    fn union_of(&self, members: Vec<Type>) -> Type {
        let mut unions = self.unions.borrow_mut();
        let number = unions.iter().position(|known| *known == members).unwrap_or_else(|| {
            unions.push(members);
            unions.len() - 1
        });
        Type::Union(number)
    }

    /// One type where some are functions: these become one that takes what any of them takes.
    fn joined_functions(&self, members: Vec<Type>) -> Result<Type, String> {
        let depth = self.joining.get();
        if depth == MOST_JOINED {
            return Err("a function that takes or gives itself".to_owned());
        }
        self.joining.set(depth + 1);
        let joined = self.one_of_functions(members);
        self.joining.set(depth);
        joined
    }

    fn one_of_functions(&self, members: Vec<Type>) -> Result<Type, String> {
        let (functions, others): (Vec<Type>, Vec<Type>) =
            members.into_iter().partition(|member| matches!(member, Type::Function(..)));
        // A function of the library becomes what the others are.
        let mut others: Vec<Type> = others.into_iter().filter(|member| *member != Type::Known).collect();
        let mut merged: Option<(Signature, Type)> = None;
        for function in functions {
            let Type::Function(signature, result) = function else { continue };
            merged = Some(match merged {
                None => ((*signature).clone(), (*result).clone()),
                Some((before, given)) => {
                    (self.merged(&before, &signature)?, self.joined_optional(vec![given, (*result).clone()])?)
                }
            });
        }
        let Some((signature, result)) = merged else {
            return Err("a value that is a function or class at one time and something else at another".to_owned());
        };
        let function = Type::Function(Rc::new(signature), Rc::new(result));
        if others.is_empty() {
            return Ok(function);
        }
        others.push(function);
        others.sort();
        Ok(self.union_of(others))
    }

    /// With the members of enums in place of these, but for one that is still being made.
    fn flat(&self, members: Vec<Type>) -> Vec<Type> {
        let is_number = |member: &Type| matches!(member, Type::Int | Type::Float | Type::Number);
        let are_numbers = members.iter().all(is_number);
        let unions = self.unions.borrow();
        let flat = members.into_iter().flat_map(|member| match &member {
            Type::Union(number) => match unions.get(*number) {
                Some(inner) if !inner.is_empty() => inner.clone(),
                _ => vec![member],
            },
            Type::Number if !are_numbers => vec![Type::Int, Type::Float],
            _ => vec![member],
        });
        flat.collect()
    }

    /// One type for all of these, among which may be None.
    pub(super) fn joined_optional(&self, members: Vec<Type>) -> Result<Type, String> {
        let has_none = members.iter().any(|member| matches!(member, Type::None | Type::Optional(_)));
        let others = members.into_iter().filter(|member| *member != Type::None).map(|member| member.inner().clone());
        let joined = self.joined(others.collect())?;
        Ok(if has_none { joined.or_none() } else { joined })
    }

    fn part(&self, node: Node, depth: usize) -> Result<Rc<Type>, String> {
        self.member(node, depth).map(Rc::new)
    }

    /// What is in a container: a class of exceptions is a value there.
    fn member(&self, node: Node, depth: usize) -> Result<Type, String> {
        let is_class = |kind: &Kind| matches!(kind, Kind::Class(item) if self.is_exception_class(*item));
        match self.at(node, depth)? {
            Type::Known if self.inferred.kinds(node).all(is_class) => Ok(Type::ExceptionClass),
            of_type => Ok(of_type),
        }
    }

    fn of_kind(&self, kind: &Kind, depth: usize) -> Result<Type, String> {
        let part = |node: &Node| self.part(*node, depth);
        Ok(match kind {
            Kind::None => Type::None,
            Kind::Bool => Type::Bool,
            Kind::Int => Type::Int,
            Kind::Float => Type::Float,
            Kind::Str => Type::Str,
            Kind::Bytes => Type::Bytes,
            Kind::Range => Type::Range,
            Kind::List(element) => Type::List(part(element)?),
            Kind::Set(element) => Type::Set(part(element)?),
            Kind::Dict(key, value) => Type::Dict(part(key)?, part(value)?),
            Kind::Tuple(members) => {
                if let Some(sequence) = self.tuple_in_itself(members, depth)? {
                    return Ok(sequence);
                }
                let is_several = members.iter().filter(|member| self.is_one_class(**member)).count() > 1;
                let members = members.iter().map(|member| match is_several && self.is_one_class(*member) {
                    true => Ok(Type::Class),
                    false => self.member(*member, depth),
                });
                Type::Tuple(members.collect::<Result<_, _>>()?)
            }
            Kind::TupleOf(element) => Type::Sequence(part(element)?),
            Kind::FrozenSet(element) => Type::FrozenSet(part(element)?),
            Kind::Iterator(element) => Type::Iterator(part(element)?),
            Kind::Coroutine(given) => Type::Coro(part(given)?),
            Kind::Generator(yields, sent, returns) => Type::Generator(part(yields)?, part(sent)?, part(returns)?),
            Kind::AsyncGenerator(yields, sent) => Type::AsyncGenerator(part(yields)?, part(sent)?),
            Kind::Function(item) => self.function_at(*item, 0, depth)?,
            Kind::Method(item, _) => self.function_at(*item, 1, depth)?,
            Kind::Class(item) => self.class_at(*item, depth)?,
            Kind::Module(_) | Kind::Ellipsis | Kind::NotImplemented | Kind::Typing | Kind::Super(..) => Type::Known,
            Kind::Instance(item) if (self.asked.is_exception)(*item) => Type::Exception,
            Kind::Instance(item) => Type::Instance(self.inferred.family(*item)),
            Kind::Object(item, parts) => self.object(*item, parts, depth)?,
        })
    }

    /// A function as a value; the first parameters are bound.
    pub(super) fn function(&self, item: Item, bound: usize) -> Result<Type, String> {
        self.function_at(item, bound, 0)
    }

    fn function_at(&self, item: Item, bound: usize, depth: usize) -> Result<Type, String> {
        let Some(callable) = self.inferred.callable(item) else { return Ok(Type::Known) };
        let signature = self.signature_of(callable, bound, depth)?;
        Ok(Type::Function(Rc::new(signature), self.part(callable.result, depth)?))
    }

    fn signature_of(&self, callable: &Callable, bound: usize, depth: usize) -> Result<Signature, String> {
        let mut slots = Vec::new();
        let has_default = |name: &Name| callable.defaults.contains(name);
        for (place, (name, node)) in callable.positional.iter().enumerate().skip(bound) {
            let role = if has_default(name) { Role::Defaulted } else { Role::Required };
            let named = (place >= callable.positional_only).then(|| name.clone());
            slots.push(Slot { role, name: named, of_type: self.at(*node, depth)? });
        }
        if let Some(star) = callable.star {
            slots.push(Slot { role: Role::Star, name: None, of_type: self.at(star, depth)? });
        }
        let mut named_only: Vec<_> = callable.named_only.iter().collect();
        named_only.sort();
        for (name, node) in named_only {
            let role = if has_default(name) { Role::NamedDefaulted } else { Role::NamedOnly };
            slots.push(Slot { role, name: Some(name.clone()), of_type: self.at(*node, depth)? });
        }
        if let Some(rest) = callable.double_star {
            slots.push(Slot { role: Role::DoubleStar, name: None, of_type: self.at(rest, depth)? });
        }
        Ok(Signature(slots))
    }

    /// A class of the program as what makes its objects.
    pub(super) fn class(&self, item: Item) -> Result<Type, String> {
        self.class_at(item, 0)
    }

    fn class_at(&self, item: Item, depth: usize) -> Result<Type, String> {
        let Some(class) = self.inferred.class(item) else { return Ok(Type::Known) };
        if class.form == Form::Enum || (self.asked.is_exception)(item) {
            return Ok(Type::Known);
        }
        let signature = match (self.asked.init)(item) {
            Some(init) => match self.inferred.callable(init) {
                Some(callable) => self.signature_of(callable, 1, depth)?,
                None => return Ok(Type::Known),
            },
            None => self.signature_of_fields(item, class, depth)?,
        };
        let instance = Type::Instance(self.inferred.family(item));
        Ok(Type::Function(Rc::new(signature), Rc::new(instance)))
    }

    fn signature_of_fields(&self, item: Item, class: &UserClass, depth: usize) -> Result<Signature, String> {
        let mut slots = Vec::new();
        for field in class.fields.iter().filter(|field| field.is_given) {
            let node = self.inferred.fields(item).find(|(name, _)| **name == field.name).map(|(_, node)| node);
            let of_type = node.map_or(Ok(Type::Never), |node| self.at(node, depth))?;
            let role = match (field.named_only, field.has_default) {
                (false, false) => Role::Required,
                (false, true) => Role::Defaulted,
                (true, false) => Role::NamedOnly,
                (true, true) => Role::NamedDefaulted,
            };
            slots.push(Slot { role, name: Some(field.name.clone()), of_type });
        }
        slots.sort_by_key(|slot| (slot.is_named_only(), slot.name.clone().filter(|_| slot.is_named_only())));
        Ok(Signature(slots))
    }

    /// Says whether a function needs no value where it is known which one it is.
    pub(super) fn is_static(&self, item: Item) -> bool {
        (self.asked.is_static)(item)
    }

    fn is_exception_class(&self, item: Item) -> bool {
        match self.inferred.library_class(item) {
            Some(key) => self.inferred.is_library_subclass(key, "BaseException"),
            None => (self.asked.is_exception)(item),
        }
    }

    fn object(&self, item: Item, parts: &[Node], depth: usize) -> Result<Type, String> {
        let name = self.inferred.item_name(item);
        if self.is_exception_class(item) {
            return Ok(Type::Exception);
        }
        if &*name == "Task" && parts.first().is_some_and(|part| self.inferred.is_awaited(*part)) {
            return Ok(Type::Library("AnyTask".into(), Vec::new()));
        }
        let first = || parts.first().map_or(Ok(Rc::new(Type::Never)), |part| self.part(*part, depth));
        match &*name {
            "_GeneratorContextManager" => {
                return Ok(Type::Generator(first()?, Rc::new(Type::None), Rc::new(Type::None)));
            }
            "_AsyncGeneratorContextManager" => return Ok(Type::AsyncGenerator(first()?, Rc::new(Type::None))),
            // Nobody looks at it, and there is none.
            "TracebackType" => return Ok(Type::None),
            _ => {}
        }
        let parts = parts.iter().map(|part| self.at(*part, depth));
        let mut parts = parts.collect::<Result<Vec<_>, _>>()?;
        parts.truncate(type_arguments(&name));
        Ok(Type::Library(name.into(), parts))
    }
}

/// How many type arguments an object of the library has.
fn type_arguments(name: &str) -> usize {
    match name {
        "Future" | "Task" | "Queue" | "LifoQueue" | "PriorityQueue" | "deque" | "Counter" | "ContextVar" => 1,
        "Struct" | "Token" | "nullcontext" | "closing" | "aclosing" => 1,
        "defaultdict" | "OrderedDict" | "DictItems" | "DictKeys" | "DictValues" => 2,
        "Match" => 1,
        "Pattern" => 2,
        _ => 0,
    }
}

/// Says whether a builtin class or one of asyncio is an exception, by its name.
pub(super) fn is_exception(name: &str) -> bool {
    let ends = ["Error", "Exception", "Exit", "Interrupt", "Iteration", "Warning", "Group", "QueueEmpty", "QueueFull"];
    ends.iter().any(|end| name.ends_with(end)) && name != "TaskGroup"
}
