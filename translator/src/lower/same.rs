//! `is` between values of any types.
//!
//! # How it works
//!
//! What has one of several types is taken apart; two objects of different types are never one, and handles of one type are compared as such.
//! Texts, numbers and tuples have no identity here: whether two of them are one is CPython's own affair.

use super::body::Body;
use super::several::{builtin_type, within};
use super::text::Value;
use super::types::Type;
use crate::tree::Span;

impl Body<'_, '_> {
    /// `left is right`, where neither is plainly None, a bool or an object of one class.
    pub(super) fn is_one(&mut self, left: &Value, right: &Value, span: Span) -> Value {
        if self.has_parts(&left.of_type) || self.has_parts(&right.of_type) {
            return self.pair_by_part(left, right, span, |inside, left, right| inside.is(left, right, span));
        }
        if self.are_never_one(&left.of_type, &right.of_type) {
            let (before, _, _) = self.both_held(left, right);
            return within(&before, Value::new("false", Type::Bool));
        }
        let has_handle = match &left.of_type {
            Type::List(_) | Type::Dict(..) | Type::Set(_) => true,
            Type::Library(name, _) => matches!(&**name, "deque" | "defaultdict" | "Counter" | "bytearray"),
            _ => false,
        };
        if has_handle && left.of_type == right.of_type {
            return Value::new(format!("{}.is({})", left.receiver(), right.reference()), Type::Bool);
        }
        self.refuse(span, "`is` is not translated for such values yet: `==` compares them")
    }

    /// Says whether no value is of both types.
    fn are_never_one(&self, one: &Type, other: &Type) -> bool {
        let is_handle =
            |of_type: &Type| matches!(of_type, Type::List(_) | Type::Dict(..) | Type::Set(_) | Type::Instance(_));
        match (builtin_type(one), builtin_type(other)) {
            (Some(one), Some(other)) if one != other => true,
            // Handles whose items have different types are two: where they met, they would have one type.
            _ => one != other && is_handle(one) && is_handle(other),
        }
    }
}
