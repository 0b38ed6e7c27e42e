//! What waits at a node for the kinds that arrive there.

use super::narrow::Filter;
use crate::analyse::types::{Item, Kind, Node};
use crate::tree::{BinaryOp, CompareOp, Name, UnaryOp};
use std::rc::Rc;

/// The arguments of a call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arguments {
    pub(crate) positional: Vec<Given>,
    pub(crate) named: Vec<(Name, Node)>,
    /// What is unpacked by `**`.
    pub(crate) double_stars: Vec<Node>,
}

/// A positional argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Given {
    One(Node),
    /// `*these`
    Star(Node),
    /// Any number of such.
    Many(Node),
}

impl Arguments {
    pub(super) fn of(nodes: impl IntoIterator<Item = Node>) -> Arguments {
        Arguments { positional: nodes.into_iter().map(Given::One).collect(), ..Arguments::default() }
    }
}

/// What is known of an index from how it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Unknown,
    Number(i64),
    Key(Name),
}

/// What is to happen when a kind arrives at a node.
#[derive(Clone, Debug)]
pub(super) enum Wish {
    /// It is called.
    Call {
        arguments: Rc<Arguments>,
        result: Node,
    },
    /// It is called, unless it is a text.
    CallUnlessText {
        arguments: Rc<Arguments>,
        result: Node,
    },
    /// It is unpacked by the first star among the arguments with which this is called.
    Spread {
        callee: Kind,
        arguments: Rc<Arguments>,
        result: Node,
    },
    /// Its attribute is read.
    Attribute {
        name: Name,
        result: Node,
    },
    /// Its attribute is read, if it has one.
    AttributeIfAny {
        name: Name,
        result: Node,
    },
    /// It is what a member of an enum with `__init__` is given.
    MakeMember {
        class: Item,
    },
    /// `dataclasses.replace(it, name=value)`
    Replace {
        named: Rc<[(Name, Node)]>,
        result: Node,
    },
    /// `dataclasses.asdict(it)`, or `astuple`
    Plain {
        as_dict: bool,
        result: Node,
    },
    /// It may be a slice of this.
    SliceBy {
        of: Kind,
        slice: Node,
        result: Node,
    },
    /// One of its methods is read whose name begins so.
    AnyAttribute {
        prefix: Name,
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
    IterateAsync {
        element: Node,
    },
    /// What is in it at any depth.
    Leaves {
        result: Node,
    },
    /// `iter(it)`
    Iter {
        result: Node,
    },
    /// It is what `__await__` gave.
    Drive {
        result: Node,
    },
    Await {
        result: Node,
    },
    /// `yield from it`: what it yields, what is sent to it, what it returns.
    Delegate {
        yields: Node,
        sent: Node,
        result: Node,
    },
    /// `next(it)`
    Next {
        element: Node,
    },
    /// `of[index]`
    Subscript {
        index: Node,
        place: Place,
        result: Node,
    },
    /// `of[a:b]`, with numbers that are written there.
    Slice {
        slice: Node,
        bounds: Option<(Option<i64>, Option<i64>)>,
        result: Node,
    },
    /// `of[index] = value`
    SetSubscript {
        index: Node,
        place: Place,
        value: Node,
    },
    /// A method of a dict is called with a key that is written there, or one that writes; of anything else, any method.
    KeyedCall {
        name: Name,
        key: Option<Name>,
        arguments: Rc<Arguments>,
        result: Node,
    },
    /// `of[a:b] = value`
    SetSlice {
        slice: Node,
        value: Node,
    },
    /// `del of[index]`
    Delete {
        index: Node,
    },
    /// It is taken apart; the target with a star gets elements.
    Unpack {
        targets: Rc<[Node]>,
        star: Option<usize>,
    },
    /// It is an operand; the other operand is looked at as it is by then (I1).
    Binary {
        op: Operation,
        left: Node,
        right: Node,
        result: Node,
        is_left: bool,
    },
    Compare {
        op: CompareOp,
        left: Node,
        right: Node,
        result: Node,
        is_left: bool,
    },
    Unary {
        op: UnaryOp,
        result: Node,
    },
    /// `abs(it)`: a number gives one of its kind, another object what its method gives.
    NumberOr {
        method: &'static str,
        result: Node,
    },
    /// `except it`
    Catch {
        result: Node,
        splits: bool,
    },
    Raise,
    /// The library awaits it, or makes a task of it.
    NoteAwaited,
    /// A coroutine gives it that may be a task.
    NoteGiven,
    /// `with it`
    Enter {
        is_async: bool,
        result: Node,
    },
    /// A function ends without a value if the context `it` may swallow an exception.
    Swallow {
        returns: Node,
    },
    /// What is found in a class, seen from one of its objects, or from the class.
    Bind {
        class: Item,
        object: Option<Node>,
        result: Node,
    },
    /// What is found in a class where an attribute is written: a property's setter is called.
    BindSetter {
        object: Node,
        value: Node,
    },
    /// `super().name` in a method of the class, whose object it is.
    SuperAttribute {
        class: Item,
        name: Name,
        result: Node,
    },
    /// It goes where a stub has a type that is built of others: its parts are unified with those.
    Match {
        parts: Rc<[Node]>,
        like: Kind,
    },
    /// A mapping or an iterable of pairs.
    Pairs {
        key: Node,
        value: Node,
    },
    /// `type(it)`
    TypeOf {
        result: Node,
    },
    /// Of it only what passes.
    Filter {
        filter: Rc<Filter>,
        result: Node,
    },
    /// It is a class for which something is filtered.
    FilterClass {
        subject: Node,
        filter: Rc<Filter>,
        result: Node,
    },
    /// Its objects are matched by a pattern with as many positions.
    Positions {
        subject: Node,
        targets: Rc<[Node]>,
    },
}

/// An operator with what is written beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Operation {
    pub(super) op: BinaryOp,
    /// `left op= right`
    pub(super) in_place: bool,
    /// The right side is a negative number that is written there.
    pub(super) negative: bool,
}
