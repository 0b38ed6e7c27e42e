//! Counts and sums in a dict: `counts[key] = counts.get(key, 0) + 1` and `counts[key] += 1`, which look the key up once.
//!
//! # How it works
//!
//! Only where nobody can tell: dict and key are names, the key is a text or an int, the values are ints or floats, and what is added is a
//! name or a literal of the same type. Then nothing of the program runs between reading and setting, and what an addition raises leaves the
//! dict as it is, as it does in Python.

use super::body::Body;
use super::text::Value;
use super::types::Type;
use crate::tree::{ArgumentKind, BinaryOp, Expr, ExprKind};

impl<'a> Body<'_, 'a> {
    /// Writes `counts[key] = counts.get(key, default) + added`; says whether it did.
    pub(super) fn count_in(&mut self, target: &'a Expr, value: &'a Expr) -> bool {
        let ExprKind::Subscript(dict, key) = &target.kind else { return false };
        let ExprKind::Binary(current, op, added) = &value.kind else { return false };
        let ExprKind::Call(method, arguments) = &current.kind else { return false };
        let ExprKind::Attribute(of, name) = &method.kind else { return false };
        let [of_key, default] = arguments.as_slice() else { return false };
        let is_plain = arguments.iter().all(|argument| matches!(argument.kind, ArgumentKind::Positional));
        let is_same = is_same_name(of, dict) && is_same_name(&of_key.value, key);
        if &**name != "get" || !is_plain || !is_same || !is_number(&default.value) {
            return false;
        }
        self.update_in(dict, key, *op, added, Some(&default.value))
    }

    /// Writes `counts[key] += added`; says whether it did.
    pub(super) fn add_in(&mut self, target: &'a Expr, op: BinaryOp, added: &'a Expr) -> bool {
        let ExprKind::Subscript(dict, key) = &target.kind else { return false };
        let is_name = |expr: &Expr| matches!(expr.kind, ExprKind::Name(_));
        is_name(dict) && is_name(key) && self.update_in(dict, key, op, added, None)
    }

    fn update_in(
        &mut self,
        dict: &'a Expr,
        key: &'a Expr,
        op: BinaryOp,
        added: &'a Expr,
        default: Option<&'a Expr>,
    ) -> bool {
        if !matches!(added.kind, ExprKind::Name(_)) && !is_number(added) {
            return false;
        }
        let [dict, key, added] = [dict, key, added].map(|part| self.expr(part));
        let default = default.map(|default| self.expr(default));
        let Type::Dict(of_key, of_value) = &dict.of_type else { return false };
        if !matches!(**of_key, Type::Str | Type::Int)
            || key.of_type != **of_key
            || ![Some(&added), default.as_ref()].into_iter().flatten().all(|number| number.of_type == **of_value)
            || ![&dict, &key, &added].into_iter().all(is_simple)
        {
            return false;
        }
        let last = self.temporary("last");
        let Some(sum) = sum(op, of_value, &last, &added.text) else { return false };
        let (dict, key) = (dict.receiver(), key.reference());
        let text = match default {
            Some(default) => format!("{dict}.update_or({key}, {}, |{last}| {sum})", default.text),
            None => format!("{dict}.update_at({key}, |{last}| {sum})"),
        };
        let text = self.fallible(&text);
        self.line(format!("{text};"));
        true
    }
}

/// What two numbers of a type make, in Rust.
fn sum(op: BinaryOp, of_type: &Type, one: &str, other: &str) -> Option<String> {
    Some(match (of_type, op) {
        (Type::Int, BinaryOp::Add) => format!("int::add({one}, {other})"),
        (Type::Int, BinaryOp::Sub) => format!("int::sub({one}, {other})"),
        (Type::Float, BinaryOp::Add) => format!("Ok({one} + {other})"),
        (Type::Float, BinaryOp::Sub) => format!("Ok({one} - {other})"),
        _ => return None,
    })
}

/// Says whether evaluating it twice, or later, is the same: it is a variable's name or a literal.
fn is_simple(value: &Value) -> bool {
    !value.raises && value.text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.')
}

fn is_number(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Int(_) | ExprKind::Float(_))
}

fn is_same_name(one: &Expr, other: &Expr) -> bool {
    matches!((&one.kind, &other.kind), (ExprKind::Name(one), ExprKind::Name(other)) if one == other)
}
