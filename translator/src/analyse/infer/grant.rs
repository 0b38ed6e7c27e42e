//! What happens when a kind arrives where a wish waits.

use super::{Inference, Wish};
use crate::analyse::types::Kind;
use std::rc::Rc;

impl Inference<'_> {
    pub(super) fn grant(&mut self, number: u32, kind: &Kind) {
        let Some((span, wish)) = self.wishes.get(number as usize).cloned() else { return };
        self.here = span;
        match wish {
            Wish::Call { arguments, result } => self.call(kind, &arguments, result),
            Wish::CallUnlessText { arguments, result } => {
                if *kind != Kind::Str {
                    self.call(kind, &arguments, result);
                }
            }
            Wish::Spread { callee, arguments, result } => self.spread_kind(kind, &callee, &arguments, result),
            Wish::Attribute { name, result } => self.attribute(kind, &name, result),
            Wish::AttributeIfAny { name, result } => {
                self.is_quiet = true;
                self.attribute(kind, &name, result);
                self.is_quiet = false;
            }
            Wish::AnyAttribute { prefix, result } => self.any_attribute(kind, &prefix, result),
            Wish::MakeMember { class } => self.make_member(kind, class),
            Wish::Replace { named, result } => self.replace(kind, &named, result),
            Wish::Plain { as_dict, result } => self.plain(kind, as_dict, result),
            Wish::SliceBy { of, slice, result } => {
                if self.class_key(kind).is_some_and(|key| &*key == "slice") {
                    self.slice(&of, slice, None, result);
                }
            }
            Wish::Leaves { result } => self.leaves(kind, result),
            Wish::Iter { result } => self.iter(kind, result),
            Wish::SetAttribute { name, value } => self.set_attribute(kind, &name, value),
            Wish::SuperAttribute { class, name, result } => self.of_super(kind, class, &name, result),
            Wish::Bind { class, object, result } => self.bind_to(kind, class, object, result),
            Wish::BindSetter { object, value } => self.call_setter(kind, object, value),
            Wish::Iterate { element } => self.iterate(kind, element),
            Wish::IterateAsync { element } => self.iterate_async(kind, element),
            Wish::Next { element } => self.next_of(kind, element),
            Wish::Await { result } => self.awaited(kind, result),
            Wish::Drive { result } => self.driven(kind, result),
            Wish::Delegate { yields, sent, result } => self.delegate(kind, yields, sent, result),
            Wish::Enter { is_async, result } => self.enter(kind, is_async, result),
            Wish::Swallow { returns } => self.swallow(kind, returns),
            Wish::Subscript { index, place, result } => self.get(kind, index, &place, result),
            Wish::Slice { slice, bounds, result } => self.slice(kind, slice, bounds, result),
            Wish::SetSubscript { index, place, value } => self.set(kind, index, &place, value),
            Wish::KeyedCall { name, key, arguments, result } => {
                self.keyed_call(kind, &name, key.as_ref(), &arguments, result);
            }
            Wish::SetSlice { slice, value } => self.set_slice(kind, slice, value),
            Wish::Delete { index } => self.delete_item(kind, index),
            Wish::Unpack { targets, star } => self.unpack(kind, &targets, star),
            Wish::Pairs { key, value } => self.pairs(kind, key, value),
            Wish::Binary { op, left, right, result, is_left } => self.operate(kind, op, left, right, result, is_left),
            Wish::Compare { op, left, right, result, is_left } => {
                self.compare_kinds(kind, op, left, right, result, is_left);
            }
            Wish::Unary { op, result } => self.unary(kind, op, result),
            Wish::NumberOr { method, result } => self.number_or(kind, method, result),
            Wish::Raise => self.raise(kind),
            Wish::NoteAwaited => match kind {
                Kind::Coroutine(given) => self.wish(*given, Wish::NoteGiven),
                Kind::None | Kind::Object(..) => {} // a future; a task was made of a coroutine
                _ => self.types.add(self.awaited, Kind::Bool),
            },
            Wish::NoteGiven => {
                // Which one it is does not matter, and parts of different ones must not become one.
                let noted = if *kind == Kind::None { Kind::None } else { Kind::Bool };
                self.types.add(self.awaited, noted);
            }
            Wish::Catch { result, splits } => self.catch(kind, splits, result),
            Wish::TypeOf { result } => self.class_object(kind, result),
            Wish::Filter { filter, result } => self.filter(number, kind, &filter, result, false),
            Wish::FilterClass { subject, filter, result } => self.filter_again(subject, &filter, result),
            Wish::Positions { subject, targets } => self.match_positions(kind, subject, &targets),
            Wish::Match { parts, like } => self.match_parts(kind, &parts, &like),
        }
    }

    /// Grants what waited until nothing flows any more; false where there is nothing.
    pub(super) fn grant_late(&mut self) -> bool {
        if self.read_all_where_nothing_is() {
            return true;
        }
        let late = std::mem::take(&mut self.late);
        for (number, kind) in &late {
            if let Some((span, Wish::Filter { filter, result })) = self.wishes.get(*number as usize).cloned() {
                self.here = span;
                self.filter(*number, kind, &filter, result, true);
            }
        }
        !late.is_empty()
    }

    fn match_parts(&mut self, kind: &Kind, parts: &Rc<[crate::analyse::types::Node]>, like: &Kind) {
        let is_like = match (kind, like) {
            (Kind::Object(..), Kind::Object(..)) => true,
            _ => std::mem::discriminant(kind) == std::mem::discriminant(like),
        };
        if is_like {
            let pairs = kind.parts().into_iter().zip(parts.iter());
            pairs.for_each(|(given, wanted)| self.types.unify(given, *wanted));
        }
    }
}
