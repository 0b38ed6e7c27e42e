//! What values a place may hold: a graph of places, along which kinds of values flow until nothing changes.
//!
//! # How it works
//!
//! Every place that holds values has a node: an expression, a variable, a parameter, what a function returns, the elements of a list. A node
//! knows the *kinds* of values that may come to it: int, str, a list whose elements are another node. Kinds flow along edges, from what is
//! assigned to what it is assigned to, from an argument to a parameter. Where a node gains a kind, those who wait for that are told: a call
//! learns whom it calls, a sum what its operands are, and they add nodes, kinds and edges in turn.
//!
//! ```text
//!  x = []          list ──► x           the elements of that list: a node without kinds so far
//!  x.append(1)     int ──► elements     known once `x` has the kind list: a watcher of `x` adds this edge
//!  y = x           x ──► y              the same elements: a list is one object however many names it has
//! ```
//!
//! That is the flow analysis of Heintze and McAllester ("Linear-time subtransitive control flow analysis", 1997) with one difference:
//! containers that meet in a node have their elements *unified*, for a list that holds ints under one name holds them under the other. So the
//! work is bounded: a node gains at most one kind of each constructor, for tuples one of each length.
//!
//! - **I1** Kinds are only added. What was true of a node stays true.
//! - **I2** In a node there is one kind of each constructor (tuples: of each length), and every node that a kind names is a representative, or
//!   leads to one by [`Types::find`].
//! - **I3** A watcher is told of each kind of its node exactly once, in no particular order.

mod records;

use records::Record;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How deeply a type is shown.
const DEEPEST: usize = 8;

/// How many bytes of a type are shown, or little more.
const LONGEST: usize = 400;

/// A place that holds values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Node(u32);

/// A function, class or module, by a number that whoever makes the nodes gives out.
pub(crate) type Item = u32;

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    None,
    Bool,
    Int,
    Float,
    Str,
    Bytes,
    Range,
    List(Node),
    Set(Node),
    FrozenSet(Node),
    Dict(Node, Node),
    /// Of as many members.
    Tuple(Vec<Node>),
    /// Of a length that is not known.
    TupleOf(Node),
    /// An iterator of the library: `map`, `zip`, `iter(…)`.
    Iterator(Node),
    /// A coroutine, with what it returns.
    Coroutine(Node),
    /// What it yields, what is sent to it, what it returns.
    Generator(Node, Node, Node),
    /// What it yields and what is sent to it.
    AsyncGenerator(Node, Node),
    Ellipsis,
    NotImplemented,
    /// What is written only for those who check types: `TypeVar("T")`, `int | None`.
    Typing,
    Function(Item),
    /// A function with what it is bound to: the type arguments of a library's object.
    Method(Item, Vec<Node>),
    Class(Item),
    /// An object of a class of the program.
    Instance(Item),
    /// An object of a class of the library, with its type arguments.
    Object(Item, Vec<Node>),
    /// `super()` in a method of the class, with the object or class that the method has.
    Super(Item, Node),
    Module(Item),
}

/// What makes a kind, apart from what it holds (I2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Constructor {
    None,
    Bool,
    Int,
    Float,
    Str,
    Bytes,
    Range,
    List,
    Set,
    FrozenSet,
    Dict,
    Tuple(usize),
    TupleOf,
    Iterator,
    Coroutine,
    Generator,
    AsyncGenerator,
    Ellipsis,
    NotImplemented,
    Typing,
    Function(Item),
    Method(Item),
    Class(Item),
    Instance(Item),
    Object(Item),
    Super(Item),
    Module(Item),
}

impl Kind {
    fn constructor(&self) -> Constructor {
        match self {
            Kind::None => Constructor::None,
            Kind::Bool => Constructor::Bool,
            Kind::Int => Constructor::Int,
            Kind::Float => Constructor::Float,
            Kind::Str => Constructor::Str,
            Kind::Bytes => Constructor::Bytes,
            Kind::Range => Constructor::Range,
            Kind::List(_) => Constructor::List,
            Kind::Set(_) => Constructor::Set,
            Kind::Dict(..) => Constructor::Dict,
            Kind::Tuple(members) => Constructor::Tuple(members.len()),
            Kind::TupleOf(_) => Constructor::TupleOf,
            Kind::FrozenSet(_) => Constructor::FrozenSet,
            Kind::Iterator(_) => Constructor::Iterator,
            Kind::Coroutine(_) => Constructor::Coroutine,
            Kind::Generator(..) => Constructor::Generator,
            Kind::AsyncGenerator(..) => Constructor::AsyncGenerator,
            Kind::Ellipsis => Constructor::Ellipsis,
            Kind::NotImplemented => Constructor::NotImplemented,
            Kind::Typing => Constructor::Typing,
            Kind::Function(item) => Constructor::Function(*item),
            Kind::Method(item, _) => Constructor::Method(*item),
            Kind::Class(item) => Constructor::Class(*item),
            Kind::Instance(item) => Constructor::Instance(*item),
            Kind::Object(item, _) => Constructor::Object(*item),
            Kind::Super(item, _) => Constructor::Super(*item),
            Kind::Module(item) => Constructor::Module(*item),
        }
    }

    /// The nodes that it names, in order.
    pub(crate) fn parts(&self) -> Vec<Node> {
        match self {
            Kind::List(part)
            | Kind::Set(part)
            | Kind::FrozenSet(part)
            | Kind::TupleOf(part)
            | Kind::Iterator(part)
            | Kind::Coroutine(part)
            | Kind::Super(_, part) => vec![*part],
            Kind::Dict(one, other) | Kind::AsyncGenerator(one, other) => vec![*one, *other],
            Kind::Generator(yields, sent, returns) => vec![*yields, *sent, *returns],
            Kind::Tuple(parts) | Kind::Method(_, parts) | Kind::Object(_, parts) => parts.clone(),
            _ => Vec::new(),
        }
    }
}

/// Waits for the kinds of a node: the number by which it is told.
pub(crate) type Watcher = u32;

#[derive(Debug, Default)]
struct Place {
    /// The node with which this one was unified.
    unified: Cell<Option<Node>>,
    kinds: BTreeMap<Constructor, Kind>,
    flows_to: BTreeSet<Node>,
    watchers: Vec<Watcher>,
    record: Option<Box<Record>>,
}

/// The graph.
#[derive(Debug, Default)]
pub(crate) struct Types {
    places: Vec<Place>,
    /// Kinds that are on their way to a node.
    flowing: VecDeque<(Node, Kind)>,
    /// Nodes that are to be one: a list of lists of lists has many of them, which take no stack here.
    unions: VecDeque<(Node, Node)>,
    /// Watchers that are to be told of a kind.
    news: VecDeque<(Watcher, Kind)>,
}

impl Types {
    /// A node without kinds.
    pub(crate) fn node(&mut self) -> Node {
        self.places.push(Place::default());
        Node(self.places.len() as u32 - 1)
    }

    /// A node of one kind.
    pub(crate) fn node_of(&mut self, kind: Kind) -> Node {
        let node = self.node();
        self.add(node, kind);
        node
    }

    /// The representative of a node.
    pub(crate) fn find(&self, node: Node) -> Node {
        let mut found = node;
        while let Some(next) = self.place(found).unified.get() {
            found = next;
        }
        // The way is shorter next time.
        let mut passed = node;
        while let Some(next) = self.place(passed).unified.get() {
            self.place(passed).unified.set(Some(found));
            passed = next;
        }
        found
    }

    /// Such values may come to the node.
    pub(crate) fn add(&mut self, node: Node, kind: Kind) {
        self.flowing.push_back((node, kind));
    }

    /// What comes to the one comes to the other, too.
    pub(crate) fn flow(&mut self, from: Node, to: Node) {
        let (from, to) = (self.find(from), self.find(to));
        if from == to || !self.place_mut(from).flows_to.insert(to) {
            return;
        }
        let kinds: Vec<Kind> = self.place(from).kinds.values().cloned().collect();
        kinds.into_iter().for_each(|kind| self.add(to, kind));
    }

    /// Has a watcher told of each kind of a node, those that it has included.
    pub(crate) fn watch(&mut self, node: Node, watcher: Watcher) {
        let node = self.find(node);
        let kinds = self.place(node).kinds.values().cloned().map(|kind| (watcher, kind));
        self.news.extend(kinds.collect::<Vec<_>>());
        self.place_mut(node).watchers.push(watcher);
    }

    /// The next watcher to be told, and of what; none when nothing flows any more.
    pub(crate) fn next(&mut self) -> Option<(Watcher, Kind)> {
        while self.news.is_empty() {
            if let Some((one, other)) = self.unions.pop_front() {
                self.unite(one, other);
            } else {
                let (node, kind) = self.flowing.pop_front()?;
                self.arrive(node, kind);
            }
        }
        self.news.pop_front()
    }

    /// The kinds of a node, in a fixed order.
    pub(crate) fn kinds(&self, node: Node) -> impl Iterator<Item = &Kind> {
        self.place(self.find(node)).kinds.values()
    }

    /// From where to where values flow.
    pub(crate) fn flows(&self) -> impl Iterator<Item = (Node, Node)> {
        self.places
            .iter()
            .enumerate()
            .flat_map(|(number, place)| place.flows_to.iter().map(move |to| (Node(number as u32), *to)))
    }

    fn arrive(&mut self, node: Node, kind: Kind) {
        let node = self.find(node);
        let constructor = kind.constructor();
        if let Some(known) = self.place(node).kinds.get(&constructor) {
            let pairs: Vec<(Node, Node)> = known.parts().into_iter().zip(kind.parts()).collect();
            return self.unions.extend(pairs);
        }
        let Place { flows_to, watchers, .. } = self.place(node);
        let (flows_to, watchers) = (flows_to.clone(), watchers.clone());
        flows_to.into_iter().for_each(|to| self.flowing.push_back((to, kind.clone())));
        self.news.extend(watchers.into_iter().map(|watcher| (watcher, kind.clone())));
        self.place_mut(node).kinds.insert(constructor, kind);
    }

    /// Two places are one: the elements of two lists that may be the same list.
    pub(crate) fn unify(&mut self, one: Node, other: Node) {
        self.unions.push_back((one, other));
    }

    fn unite(&mut self, one: Node, other: Node) {
        let (one, other) = (self.find(one), self.find(other));
        if one == other {
            return;
        }
        // The smaller goes into the larger, so that few are told anew.
        let size = |node: Node| self.place(node).kinds.len() + self.place(node).watchers.len();
        let (kept, gone) = if size(one) < size(other) { (other, one) } else { (one, other) };
        let Place { kinds, flows_to, watchers, record, .. } = std::mem::take(self.place_mut(gone));
        self.place_mut(gone).unified.set(Some(kept));
        // Each side hears of what only the other had (I3).
        let (of_kept, of_gone) = (self.place(kept).kinds.clone(), kinds);
        for (constructor, kind) in &of_kept {
            if !of_gone.contains_key(constructor) {
                self.news.extend(watchers.iter().map(|watcher| (*watcher, kind.clone())));
            }
        }
        of_gone.into_values().for_each(|kind| self.arrive(kept, kind));
        self.place_mut(kept).watchers.extend(watchers);
        flows_to.into_iter().for_each(|to| self.flow(kept, to));
        self.join_records(kept, record);
    }

    fn place(&self, node: Node) -> &Place {
        &self.places[node.0 as usize]
    }

    fn place_mut(&mut self, node: Node) -> &mut Place {
        &mut self.places[node.0 as usize]
    }

    /// A node's type as Python writes it: `list[int | str]`. `name` gives the names of items; a type inside itself is `…`, and so is what is
    /// deeper than `DEEPEST` or behind `LONGEST`.
    pub(crate) fn show(&self, node: Node, name: &dyn Fn(Item) -> String) -> String {
        let mut out = String::new();
        self.write(node, name, &mut Vec::new(), &mut out);
        out
    }

    fn write(&self, node: Node, name: &dyn Fn(Item) -> String, around: &mut Vec<Node>, out: &mut String) {
        let node = self.find(node);
        if around.contains(&node) || around.len() == DEEPEST || out.len() > LONGEST {
            return out.push('…');
        }
        around.push(node);
        let mut kinds = self.kinds(node).peekable();
        if kinds.peek().is_none() {
            out.push_str("Never");
        }
        let mut separator = "";
        for kind in kinds {
            if out.len() > LONGEST {
                out.push('…');
                break;
            }
            out.push_str(separator);
            separator = " | ";
            self.write_kind(kind, name, around, out);
        }
        around.pop();
    }

    /// A kind without what it holds, for messages.
    pub(crate) fn word(&self, kind: &Kind, name: &dyn Fn(Item) -> String) -> String {
        let mut out = String::new();
        self.write_kind(kind, name, &mut Vec::new(), &mut out);
        match kind {
            Kind::Method(..) | Kind::Function(_) | Kind::Class(_) | Kind::Module(_) => out,
            _ => out.split('[').next().unwrap_or_default().to_owned(),
        }
    }

    fn write_kind(&self, kind: &Kind, name: &dyn Fn(Item) -> String, around: &mut Vec<Node>, out: &mut String) {
        let word = match kind {
            Kind::None => "None",
            Kind::Bool => "bool",
            Kind::Int => "int",
            Kind::Float => "float",
            Kind::Str => "str",
            Kind::Bytes => "bytes",
            Kind::Range => "range",
            Kind::List(_) => "list",
            Kind::Set(_) => "set",
            Kind::Dict(..) => "dict",
            Kind::Tuple(_) => "tuple",
            Kind::Iterator(_) => "Iterator",
            Kind::FrozenSet(_) => "frozenset",
            Kind::TupleOf(part) => {
                out.push_str("tuple[");
                self.write(*part, name, around, out);
                return out.push_str(", ...]");
            }
            Kind::Coroutine(_) => "Coroutine",
            Kind::Generator(yields, ..) | Kind::AsyncGenerator(yields, _) => {
                out.push_str(if matches!(kind, Kind::Generator(..)) { "Generator" } else { "AsyncGenerator" });
                return self.write_parts(&[*yields], name, around, out);
            }
            Kind::Ellipsis => "ellipsis",
            Kind::NotImplemented => "NotImplemented",
            Kind::Typing => "type expression",
            Kind::Super(..) => return out.push_str("super"),
            Kind::Method(item, _) => return out.push_str(&format!("method {}", name(*item))),
            Kind::Function(item) => return out.push_str(&format!("function {}", name(*item))),
            Kind::Class(item) => return out.push_str(&format!("type[{}]", name(*item))),
            Kind::Instance(item) => return out.push_str(&name(*item)),
            Kind::Object(item, parts) => return self.write_object(&name(*item), parts, name, around, out),
            Kind::Module(item) => return out.push_str(&format!("module {}", name(*item))),
        };
        out.push_str(word);
        self.write_parts(&kind.parts(), name, around, out);
    }

    fn write_parts(&self, parts: &[Node], name: &dyn Fn(Item) -> String, around: &mut Vec<Node>, out: &mut String) {
        for (index, part) in parts.iter().enumerate() {
            out.push_str(if index == 0 { "[" } else { ", " });
            if out.len() > LONGEST {
                out.push('…');
                break;
            }
            self.write(*part, name, around, out);
        }
        out.push_str(if parts.is_empty() { "" } else { "]" });
    }

    /// Type arguments that nothing comes to are left out.
    fn write_object(
        &self,
        class: &str,
        parts: &[Node],
        name: &dyn Fn(Item) -> String,
        around: &mut Vec<Node>,
        out: &mut String,
    ) {
        out.push_str(class);
        let known = parts.iter().copied().filter(|part| self.kinds(*part).next().is_some());
        self.write_parts(&known.collect::<Vec<_>>(), name, around, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settle(types: &mut Types) -> Vec<(Watcher, Kind)> {
        std::iter::from_fn(|| types.next()).collect()
    }

    fn shown(types: &Types, node: Node) -> String {
        types.show(node, &|item| format!("C{item}"))
    }

    #[test]
    fn kinds_flow_along_edges_also_in_circles() {
        let mut types = Types::default();
        let [a, b, c] = [types.node(), types.node(), types.node()];
        types.flow(a, b);
        types.flow(b, c);
        types.flow(c, a);
        types.add(b, Kind::Int);
        types.add(c, Kind::Str);
        settle(&mut types);
        assert_eq!([a, b, c].map(|node| shown(&types, node)), ["int | str", "int | str", "int | str"]);
        let late = types.node();
        types.flow(a, late);
        settle(&mut types);
        assert_eq!(shown(&types, late), "int | str");
    }

    #[test]
    fn lists_that_meet_have_the_same_elements() {
        let mut types = Types::default();
        let [ints, texts, both] = [types.node(), types.node(), types.node()];
        let one = types.node_of(Kind::List(ints));
        let other = types.node_of(Kind::List(texts));
        types.flow(one, both);
        types.flow(other, both);
        types.add(ints, Kind::Int);
        settle(&mut types);
        types.add(texts, Kind::Str);
        settle(&mut types);
        assert_eq!([one, other, both].map(|node| shown(&types, node)), ["list[int | str]"; 3]);
        assert_eq!(types.find(ints), types.find(texts));
    }

    #[test]
    fn tuples_of_other_lengths_are_other_kinds() {
        let mut types = Types::default();
        let [a, b, c] = [types.node_of(Kind::Int), types.node_of(Kind::Str), types.node_of(Kind::Float)];
        let place = types.node_of(Kind::Tuple(vec![a, b]));
        types.add(place, Kind::Tuple(vec![c]));
        types.add(place, Kind::Tuple(vec![b, a]));
        settle(&mut types);
        assert_eq!(shown(&types, place), "tuple[float] | tuple[int | str, int | str]");
    }

    #[test]
    fn watchers_hear_of_each_kind_once() {
        let mut types = Types::default();
        let [a, b] = [types.node(), types.node()];
        types.watch(a, 1);
        types.watch(b, 2);
        types.add(a, Kind::Int);
        types.add(a, Kind::Int);
        types.add(b, Kind::Str);
        assert_eq!(settle(&mut types), [(1, Kind::Int), (2, Kind::Str)]);
        types.unify(a, b);
        let mut news = settle(&mut types);
        news.sort_by_key(|(watcher, _)| *watcher);
        assert_eq!(news, [(1, Kind::Str), (2, Kind::Int)]);
        types.add(b, Kind::None);
        types.watch(a, 3);
        let mut told = settle(&mut types);
        told.sort_by_key(|(watcher, kind)| (*watcher, format!("{kind:?}")));
        let all = [(1, Kind::None), (2, Kind::None), (3, Kind::Int), (3, Kind::None), (3, Kind::Str)];
        assert_eq!(told, all);
    }

    #[test]
    fn a_list_in_itself_comes_to_an_end() {
        let mut types = Types::default();
        let elements = types.node();
        let list = types.node_of(Kind::List(elements));
        types.flow(list, elements);
        types.add(elements, Kind::Instance(7));
        let other = types.node_of(Kind::List(list));
        types.flow(other, list);
        settle(&mut types);
        assert_eq!(shown(&types, list), "list[…] | C7");
        assert_eq!(types.find(list), types.find(elements));
    }
}
