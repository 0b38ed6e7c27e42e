//! What is in containers, what iterators and coroutines give, what contexts are entered with.

use super::wish::Place;
use super::{Arguments, Form, Inference, Thing, Wish};
use crate::analyse::types::{Item, Kind, Node};
use crate::tree::Name;
use std::rc::Rc;

impl Inference<'_> {
    // Iteration.

    pub(super) fn iterate(&mut self, kind: &Kind, element: Node) {
        match kind {
            Kind::None => {}
            Kind::List(one)
            | Kind::Set(one)
            | Kind::FrozenSet(one)
            | Kind::TupleOf(one)
            | Kind::Iterator(one)
            | Kind::Generator(one, ..)
            | Kind::Dict(one, _) => self.types.flow(*one, element),
            Kind::Tuple(members) => members.iter().for_each(|member| self.types.flow(*member, element)),
            Kind::Str => self.types.add(element, Kind::Str),
            Kind::Bytes | Kind::Range => self.types.add(element, Kind::Int),
            Kind::Class(item) if self.is_enum(*item) => self.types.add(element, Kind::Instance(*item)),
            Kind::Instance(item) if self.named_fields(*item).is_some() => {
                for name in self.named_fields(*item).unwrap_or_default() {
                    let field = self.field(*item, &name);
                    self.types.flow(field, element);
                }
            }
            Kind::Instance(_) if self.is_flag(kind) => self.types.add(element, kind.clone()),
            Kind::Instance(_) if self.has(kind, "__iter__") => {
                let iterator = self.types.node();
                self.call_method(kind, "__iter__", &Arguments::default(), iterator);
                self.wish(iterator, Wish::Next { element });
            }
            Kind::Instance(_) if self.has(kind, "__getitem__") => {
                let index = self.types.node_of(Kind::Int);
                self.call_method(kind, "__getitem__", &Arguments::of([index]), element);
            }
            Kind::Object(..) if self.has(kind, "__iter__") => {
                let iterator = self.types.node();
                self.call_method(kind, "__iter__", &Arguments::default(), iterator);
                self.wish(iterator, Wish::Iterate { element });
            }
            _ => self.cannot("iteration of", kind),
        }
    }

    /// What is in containers at any depth, and is none of JSON's own.
    pub(super) fn leaves(&mut self, kind: &Kind, result: Node) {
        let parts = match kind {
            Kind::None | Kind::Bool | Kind::Int | Kind::Float | Kind::Str => return,
            Kind::List(_) | Kind::Tuple(_) | Kind::TupleOf(_) | Kind::Dict(..) => kind.parts(),
            Kind::Object(item, parts) if self.is_mapping(*item) => parts.clone(),
            _ => return self.types.add(result, kind.clone()),
        };
        for part in parts {
            let part = self.types.find(part);
            if self.looked_into.insert((part, result)) {
                self.wish(part, Wish::Leaves { result });
            }
        }
    }

    /// `iter(it)`
    pub(super) fn iter(&mut self, kind: &Kind, result: Node) {
        match kind {
            Kind::Generator(..) | Kind::Iterator(_) => self.types.add(result, kind.clone()),
            Kind::Instance(_) | Kind::Object(..) if self.has(kind, "__iter__") => {
                self.call_method(kind, "__iter__", &Arguments::default(), result);
            }
            _ => {
                let element = self.types.node();
                self.iterate(kind, element);
                self.types.add(result, Kind::Iterator(element));
            }
        }
    }

    /// `next(it)`
    pub(super) fn next_of(&mut self, kind: &Kind, element: Node) {
        self.stops(kind);
        match kind {
            Kind::Coroutine(_) => self.types.flow(self.outward, element),
            Kind::None => {}
            Kind::Instance(_) | Kind::Object(..) if self.has(kind, "__next__") => {
                self.call_method(kind, "__next__", &Arguments::default(), element);
            }
            Kind::Iterator(_) | Kind::Generator(..) => self.iterate(kind, element),
            _ => self.cannot("`next` of", kind),
        }
    }

    pub(super) fn iterate_async(&mut self, kind: &Kind, element: Node) {
        match kind {
            Kind::None => {}
            Kind::AsyncGenerator(yields, _) => self.types.flow(*yields, element),
            _ if self.has(kind, "__aiter__") => {
                let iterator = self.types.node();
                self.call_method(kind, "__aiter__", &Arguments::default(), iterator);
                let given = self.next_async(iterator);
                self.types.flow(given, element);
            }
            _ => self.cannot("`async for` of", kind),
        }
    }

    /// What the `__anext__` of an iterator gives when it is awaited.
    pub(super) fn next_async(&mut self, iterator: Node) -> Node {
        let method = self.wish_for(iterator, |result| Wish::Attribute { name: "__anext__".into(), result });
        let given = self.called(method, Arguments::default());
        self.wish_for(given, |result| Wish::Await { result })
    }

    // Coroutines.

    pub(super) fn awaited(&mut self, kind: &Kind, result: Node) {
        match kind {
            Kind::None => {}
            Kind::Coroutine(given) => self.types.flow(*given, result),
            Kind::Generator(..) if self.has_types_coroutine() => self.driven(kind, result),
            Kind::Instance(_) | Kind::Object(..) if self.has(kind, "__await__") => {
                if matches!(kind, Kind::Object(..)) {
                    self.yields_futures();
                }
                let iterator = self.types.node();
                self.call_method(kind, "__await__", &Arguments::default(), iterator);
                self.wish(iterator, Wish::Drive { result });
            }
            _ => self.cannot("`await` of", kind),
        }
    }

    /// The program makes coroutines of generators.
    fn has_types_coroutine(&self) -> bool {
        self.imports.values().any(|key| matches!(&**key, "types" | "types.coroutine"))
    }

    /// Whoever drives coroutines by hand gets futures of the library, and None for a turn.
    pub(super) fn yields_futures(&mut self) {
        let future = self.library_class("asyncio.Future");
        let parts = vec![self.types.node(), self.types.node()];
        self.types.add(self.outward, Kind::Object(future, parts));
        self.types.add(self.outward, Kind::None);
    }

    /// What `__await__` gives is driven by whoever runs the coroutine.
    pub(super) fn driven(&mut self, kind: &Kind, result: Node) {
        match kind {
            Kind::Coroutine(returns) => self.types.flow(*returns, result),
            Kind::Generator(yields, sent, returns) => {
                self.types.flow(*yields, self.outward);
                self.types.flow(self.inward, *sent);
                self.types.flow(*returns, result);
            }
            Kind::Iterator(yields) => {
                self.types.flow(*yields, self.outward);
                self.types.add(result, Kind::None);
            }
            Kind::None => {}
            _ => self.cannot("`await` by", kind),
        }
    }

    /// `yield from it`
    pub(super) fn delegate(&mut self, kind: &Kind, yields: Node, sent: Node, result: Node) {
        match kind {
            Kind::Generator(inner_yields, inner_sent, returns) => {
                self.types.flow(*inner_yields, yields);
                self.types.flow(sent, *inner_sent);
                self.types.flow(*returns, result);
            }
            Kind::Coroutine(returns) => {
                self.types.flow(self.outward, yields);
                self.types.flow(*returns, result);
            }
            Kind::Object(..) if self.has(kind, "__await__") => self.awaited(kind, result),
            _ => {
                self.types.add(result, Kind::None);
                self.iterate(kind, yields);
            }
        }
    }

    // Contexts.

    pub(super) fn enter(&mut self, kind: &Kind, is_async: bool, result: Node) {
        let (enter, exit) = if is_async { ("__aenter__", "__aexit__") } else { ("__enter__", "__exit__") };
        if *kind == Kind::None {
            return;
        }
        if !self.has(kind, enter) {
            return self.cannot(if is_async { "`async with` of" } else { "`with` of" }, kind);
        }
        if matches!(kind, Kind::Instance(_)) && !self.has(kind, exit) {
            return self.cannot("leaving a `with` of", kind);
        }
        let entered = self.types.node();
        self.call_method(kind, enter, &Arguments::default(), entered);
        match is_async {
            true => self.wish(entered, Wish::Await { result }),
            false => self.types.flow(entered, result),
        }
    }

    /// Where a context may swallow what is raised in it, the function goes on after it, to its end.
    pub(super) fn swallow(&mut self, kind: &Kind, returns: Node) {
        let swallows = match kind {
            Kind::Instance(_) => true,
            Kind::Object(item, _) => match self.thing(*item) {
                Thing::LibraryClass(key) if key.ends_with("GeneratorContextManager") => self.contexts_catch,
                Thing::LibraryClass(key) => {
                    matches!(&**key, "contextlib.suppress" | "contextlib.ExitStack" | "contextlib.AsyncExitStack")
                }
                _ => true,
            },
            _ => false,
        };
        if swallows {
            self.types.add(returns, Kind::None);
        }
    }

    // Subscripts.

    pub(super) fn get(&mut self, kind: &Kind, index: Node, place: &Place, result: Node) {
        if self.makes_slices
            && matches!(kind, Kind::List(_) | Kind::Tuple(_) | Kind::TupleOf(_) | Kind::Str | Kind::Bytes | Kind::Range)
        {
            self.wish(index, Wish::SliceBy { of: kind.clone(), slice: index, result });
        }
        match kind {
            Kind::None => {}
            Kind::List(element) | Kind::TupleOf(element) => self.types.flow(*element, result),
            Kind::Dict(_, values) => {
                self.types.flow(index, self.exception_arguments);
                self.read_item(*values, place, result);
            }
            Kind::Tuple(members) => match member_of(members, place) {
                Some(member) => self.types.flow(member, result),
                None => members.iter().for_each(|member| self.types.flow(*member, result)),
            },
            Kind::Str => self.types.add(result, Kind::Str),
            Kind::Bytes | Kind::Range => self.types.add(result, Kind::Int),
            Kind::Typing => self.types.add(result, Kind::Typing),
            Kind::Class(item) if self.is_enum(*item) => self.types.add(result, Kind::Instance(*item)),
            Kind::Class(_) => self.types.add(result, kind.clone()), // `list[int]`
            Kind::Instance(item) if self.named_fields(*item).is_some() => {
                let fields = self.nodes_of_fields(*item);
                self.get(&Kind::Tuple(fields), index, place, result);
            }
            Kind::Instance(_) | Kind::Object(..) if self.has(kind, "__getitem__") => {
                self.call_method(kind, "__getitem__", &Arguments::of([index]), result);
            }
            _ => self.cannot("a subscript of", kind),
        }
    }

    pub(super) fn slice(&mut self, kind: &Kind, slice: Node, bounds: Option<(Option<i64>, Option<i64>)>, result: Node) {
        match kind {
            Kind::None => {}
            Kind::List(_) | Kind::Str | Kind::Bytes | Kind::Range | Kind::TupleOf(_) => {
                self.types.add(result, kind.clone());
            }
            Kind::Tuple(members) => {
                let part = match bounds {
                    Some((start, stop)) => Kind::Tuple(part_of(members, start, stop).to_vec()),
                    None => Kind::TupleOf(self.union(members.iter().copied())),
                };
                self.types.add(result, part);
            }
            Kind::Instance(item) if self.named_fields(*item).is_some() => {
                let fields = self.nodes_of_fields(*item);
                self.slice(&Kind::Tuple(fields), slice, bounds, result);
            }
            Kind::Instance(_) | Kind::Object(..) if self.has(kind, "__getitem__") => {
                self.call_method(kind, "__getitem__", &Arguments::of([slice]), result);
            }
            _ => self.cannot("a slice of", kind),
        }
    }

    pub(super) fn set(&mut self, kind: &Kind, index: Node, place: &Place, value: Node) {
        match kind {
            Kind::None => {}
            Kind::List(element) => self.types.flow(value, *element),
            Kind::Dict(key, values) => {
                self.types.flow(index, *key);
                let of_key = self.values_at(*values, place);
                self.types.flow(value, of_key);
            }
            Kind::Instance(_) | Kind::Object(..) if self.has(kind, "__setitem__") => {
                let ignored = self.types.node();
                self.call_method(kind, "__setitem__", &Arguments::of([index, value]), ignored);
            }
            _ => self.cannot("setting an item of", kind),
        }
    }

    pub(super) fn set_slice(&mut self, kind: &Kind, slice: Node, value: Node) {
        match kind {
            Kind::List(element) => self.wish(value, Wish::Iterate { element: *element }),
            _ => self.set(kind, slice, &Place::Unknown, value),
        }
    }

    pub(super) fn delete_item(&mut self, kind: &Kind, index: Node) {
        match kind {
            Kind::None | Kind::List(_) => {}
            Kind::Dict(..) => self.types.flow(index, self.exception_arguments),
            Kind::Instance(_) | Kind::Object(..) if self.has(kind, "__delitem__") => {
                let ignored = self.types.node();
                self.call_method(kind, "__delitem__", &Arguments::of([index]), ignored);
            }
            _ => self.cannot("`del` of an item of", kind),
        }
    }

    /// It is taken apart: by places where its length is known.
    pub(super) fn unpack(&mut self, kind: &Kind, targets: &[Node], star: Option<usize>) {
        let members = match kind {
            Kind::Tuple(members) => members.clone(),
            Kind::Instance(item) if self.named_fields(*item).is_some() => self.nodes_of_fields(*item),
            _ => {
                return targets.iter().for_each(|target| self.iterate(kind, *target));
            }
        };
        let Some(star) = star else {
            return members.iter().zip(targets).for_each(|(member, target)| self.types.flow(*member, *target));
        };
        let Some(inside) = (members.len() + 1).checked_sub(targets.len()) else { return };
        for (place, member) in members.iter().enumerate() {
            let target = match place {
                _ if place < star => place,
                _ if place < star + inside => star,
                _ => place + 1 - inside,
            };
            targets.get(target).into_iter().for_each(|target| self.types.flow(*member, *target));
        }
    }

    /// A mapping or an iterable of pairs.
    pub(super) fn pairs(&mut self, kind: &Kind, key: Node, value: Node) {
        match kind {
            // Python raises, but for a text without characters, in which there is nothing.
            Kind::None | Kind::Bool | Kind::Int | Kind::Float | Kind::Str => {}
            // Pairs in a text of JSON are not looked for: that raises, too, if it ever comes to it.
            Kind::List(element) if self.is_json(*element) => {}
            Kind::Dict(keys, values) => {
                self.types.flow(*keys, key);
                self.types.pour(*values, value);
            }
            Kind::Object(item, parts) if self.is_mapping(*item) => {
                let rest = self.types.rest(value);
                for (part, node) in parts.iter().zip([key, rest]) {
                    self.types.flow(*part, node);
                }
            }
            Kind::Instance(_) | Kind::Object(..) if self.has(kind, "keys") && self.has(kind, "__getitem__") => {
                let keys = self.types.node();
                self.call_method(kind, "keys", &Arguments::default(), keys);
                self.wish(keys, Wish::Iterate { element: key });
                let rest = self.types.rest(value);
                self.call_method(kind, "__getitem__", &Arguments::of([key]), rest);
            }
            _ => {
                let (pair, rest) = (self.types.node(), self.types.rest(value));
                self.iterate(kind, pair);
                self.wish(pair, Wish::Unpack { targets: Rc::new([key, rest]), star: None });
            }
        }
    }

    fn is_mapping(&self, item: Item) -> bool {
        matches!(self.thing(item), Thing::LibraryClass(key) if self.library.is_subclass(key, "dict"))
    }

    pub(super) fn is_enum(&self, item: Item) -> bool {
        self.user_class(item).is_some_and(|class| class.form == Form::Enum)
    }

    /// The names of a named tuple's fields.
    fn named_fields(&self, item: Item) -> Option<Vec<Name>> {
        let class = self.user_class(item).filter(|class| class.form == Form::NamedTuple)?;
        Some(class.fields.iter().map(|field| field.name.clone()).collect())
    }

    pub(super) fn nodes_of_fields(&mut self, item: Item) -> Vec<Node> {
        let names = self.named_fields(item).unwrap_or_default();
        names.iter().map(|name| self.field(item, name)).collect()
    }
}

/// A member by its place, which counts from the end where it is negative.
fn member_of(members: &[Node], place: &Place) -> Option<Node> {
    let Place::Number(place) = *place else { return None };
    let place = if place < 0 { place + members.len() as i64 } else { place };
    usize::try_from(place).ok().and_then(|place| members.get(place)).copied()
}

fn part_of(members: &[Node], start: Option<i64>, stop: Option<i64>) -> &[Node] {
    let length = members.len() as i64;
    let place = |bound: i64| (if bound < 0 { bound + length } else { bound }).clamp(0, length) as usize;
    let (start, stop) = (start.map_or(0, place), stop.map_or(members.len(), place));
    members.get(start..stop).unwrap_or_default()
}
