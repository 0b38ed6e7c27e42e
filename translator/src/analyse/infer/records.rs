//! Dicts whose values are known by their keys (`types/records.rs`): where such keys are written in a program.

use super::operators::literal_int;
use super::walk::At;
use super::wish::Place;
use super::{Arguments, Given, Inference, Thing, Wish};
use crate::analyse::types::{Item, Kind, Node};
use crate::tree::{Argument, ArgumentKind, Expr, ExprKind, Name};
use std::rc::Rc;

/// The methods of a dict that write no values, or only what they are called with by [`Wish::KeyedCall`].
const READS: [&str; 15] = [
    "get",
    "items",
    "keys",
    "values",
    "pop",
    "popitem",
    "clear",
    "copy",
    "fromkeys",
    "__getitem__",
    "__delitem__",
    "__iter__",
    "__contains__",
    "__len__",
    "__reversed__",
];

/// What is known of an index.
pub(super) fn place_of(index: &Expr) -> Place {
    match &index.kind {
        ExprKind::Str(key) => Place::Key(Name::from(&**key)),
        _ => literal_int(index).map_or(Place::Unknown, Place::Number),
    }
}

impl Inference<'_> {
    /// The node of what is written by an index.
    pub(super) fn values_at(&mut self, values: Node, place: &Place) -> Node {
        match place {
            Place::Key(key) => self.types.member(values, key),
            _ => self.types.rest(values),
        }
    }

    /// What is read by an index. A key that nothing is written by gives whatever the dict holds: Python raises there.
    pub(super) fn read_item(&mut self, values: Node, place: &Place, result: Node) {
        match place {
            Place::Key(key) => {
                let of_key = self.types.member(values, key);
                self.types.flow(of_key, result);
                self.reads_of_items.push((values, of_key, result));
            }
            _ => self.types.flow(values, result),
        }
    }

    /// Says whether there was something to be read.
    pub(super) fn read_all_where_nothing_is(&mut self) -> bool {
        let reads = std::mem::take(&mut self.reads_of_items);
        let (empty, others): (Vec<_>, Vec<_>) = reads.into_iter().partition(|(values, of_key, _)| {
            self.types.kinds(*of_key).next().is_none() && self.types.kinds(*values).next().is_some()
        });
        self.reads_of_items = others;
        empty.iter().for_each(|(values, _, result)| self.types.flow(*values, *result));
        !empty.is_empty()
    }

    /// A call of a method that has something to do with the keys of a dict, if it is one.
    pub(super) fn keyed(&mut self, function: &Expr, arguments: &[Argument], at: At) -> Option<Node> {
        let ExprKind::Attribute(of, name) = &function.kind else { return None };
        let is_plain = |argument: &Argument| {
            matches!(argument.kind, ArgumentKind::Positional)
                || &**name == "update" && matches!(argument.kind, ArgumentKind::Named(_))
        };
        let key = match arguments.first().map(|first| &first.value.kind) {
            Some(ExprKind::Str(key)) => Some(Name::from(&**key)),
            _ => None,
        };
        let is_keyed = match &**name {
            "get" | "pop" => key.is_some() && arguments.len() <= 2,
            "setdefault" => matches!(arguments.len(), 1 | 2),
            "update" => arguments.len() > 1 || key.is_none(),
            _ => false,
        };
        if !is_keyed || !arguments.iter().all(is_plain) {
            return None;
        }
        // The expressions inside have one node each.
        self.look(function, at);
        let of = *self.expressions.get(&of.id)?;
        let (name, arguments) = (name.clone(), Rc::new(self.arguments(arguments, at)));
        Some(self.wish_for(of, |result| Wish::KeyedCall { name, key, arguments, result }))
    }

    pub(super) fn keyed_call(
        &mut self,
        kind: &Kind,
        name: &Name,
        key: Option<&Name>,
        arguments: &Rc<Arguments>,
        result: Node,
    ) {
        let Kind::Dict(keys, values) = kind else {
            let method = self.types.node();
            self.attribute(kind, name, method);
            return self.wish(method, Wish::Call { arguments: Rc::clone(arguments), result });
        };
        let given: Vec<Node> = arguments
            .positional
            .iter()
            .map(|given| match given {
                Given::One(node) | Given::Star(node) | Given::Many(node) => *node,
            })
            .collect();
        let place = key.map_or(Place::Unknown, |key| Place::Key(key.clone()));
        match (&**name, given.as_slice()) {
            ("update", others) => {
                self.update(*keys, *values, others, &arguments.named);
                self.types.add(result, Kind::None);
            }
            ("setdefault", [index, default @ ..]) => {
                self.types.flow(*index, *keys);
                let of_key = self.values_at(*values, &place);
                match default {
                    [] => self.types.add(of_key, Kind::None),
                    default => default.iter().for_each(|default| self.types.flow(*default, of_key)),
                }
                self.read_item(*values, &place, result);
            }
            ("get", [_]) => {
                self.types.add(result, Kind::None);
                self.read_item(*values, &place, result);
            }
            (_, [index, default @ ..]) => {
                self.types.flow(*index, self.exception_arguments);
                default.iter().for_each(|default| self.types.flow(*default, result));
                self.read_item(*values, &place, result);
            }
            _ => {}
        }
    }

    /// Dicts, pairs and named values come into a dict.
    fn update(&mut self, keys: Node, values: Node, others: &[Node], named: &[(Name, Node)]) {
        for other in others {
            self.wish(*other, Wish::Pairs { key: keys, value: values });
        }
        for (name, value) in named {
            self.types.add(keys, Kind::Str);
            let of_key = self.types.member(values, name);
            self.types.flow(*value, of_key);
        }
    }

    /// `dict(other, name=value)`
    pub(super) fn make_dict(&mut self, arguments: &Arguments, result: Node) -> bool {
        let one = |given: &Given| match given {
            Given::One(node) => Some(*node),
            _ => None,
        };
        let others: Option<Vec<Node>> = arguments.positional.iter().map(one).collect();
        let Some(others) = others.filter(|others| others.len() <= 1 && arguments.double_stars.is_empty()) else {
            return false;
        };
        let (keys, values) = (self.types.node(), self.types.record());
        self.update(keys, values, &others, &arguments.named);
        self.types.add(result, Kind::Dict(keys, values));
        true
    }

    /// Before a method of the library is called: one that may write values of a dict opens its record.
    pub(super) fn before_method(&mut self, item: Item, bound: &[Node]) {
        let Thing::Stub(stub) = self.thing(item) else { return };
        let writes = stub.key.strip_prefix("dict.").is_some_and(|name| !READS.contains(&name));
        if let (true, [_, values]) = (writes, bound) {
            self.types.open(*values);
        }
    }
}
