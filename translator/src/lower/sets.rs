//! Sets and what is used as sets: operators between them, and methods that take several others.

use super::body::Body;
use super::call::{Arg, Given};
use super::text::Value;
use super::types::Type;
use crate::tree::{BinaryOp, Expr, Span};
use std::rc::Rc;

impl<'a> Body<'_, 'a> {
    /// An operator of sets, frozen sets and the keys of dicts; none where one side is no such thing.
    pub(super) fn set_operator(&mut self, op: BinaryOp, left: &Value, right: &Value, span: Span) -> Option<Value> {
        let (method, keeps_left) = match op {
            BinaryOp::BitOr => ("union", false),
            BinaryOp::BitAnd => ("intersection", true),
            BinaryOp::Sub => ("difference", true),
            BinaryOp::BitXor => ("symmetric_difference", false),
            _ => return None,
        };
        let (one, other) = (set_item(&left.of_type)?, set_item(&right.of_type)?);
        let joined = if keeps_left { one.clone() } else { self.joined_items(&one, &other)? };
        if one == other {
            let (left, right) = (self.as_set(left)?, self.as_set(right)?);
            let of_type = left.of_type.clone();
            return Some(self.tried(format!("{}.{method}({})", left.receiver(), right.reference()), of_type));
        }
        if *left.of_type.inner() != Type::Set(Rc::new(one.clone())) && !keeps_left {
            return None;
        }
        let left = if one == joined { self.as_set(left)? } else { self.widened(left, &joined, span)? };
        if !self.lower.fits(&other, &joined) {
            return None;
        }
        let (iterable, element) = self.in_any_order(|inside| inside.iterable(right, span))?;
        let iterable = self.mapped(iterable, &element, &joined, span);
        let of_type = left.of_type.clone();
        Some(self.tried(format!("{}.{method}_iter({iterable})", left.receiver()), of_type))
    }

    fn joined_items(&mut self, one: &Type, other: &Type) -> Option<Type> {
        let members = [one, other].into_iter().filter(|item| **item != Type::Never).cloned();
        self.lower.types.joined_optional(members.collect()).ok()
    }

    /// A set of the same items as values of another type.
    fn widened(&mut self, of: &Value, item: &Type, span: Span) -> Option<Value> {
        let (iterable, element) = self.in_any_order(|inside| inside.iterable(of, span))?;
        let iterable = self.mapped(iterable, &element, item, span);
        Some(self.tried(format!("Set::of({iterable})"), Type::Set(Rc::new(item.clone()))))
    }

    /// The keys of a dict as a set; a set as it is.
    pub(super) fn as_set(&mut self, of: &Value) -> Option<Value> {
        match &of.of_type {
            Type::Set(_) | Type::FrozenSet(_) => Some(of.clone()),
            Type::Library(name, parts) if &**name == "DictKeys" => {
                let item = parts.first()?.clone();
                Some(self.tried(format!("{}.to_set()", of.receiver()), Type::Set(Rc::new(item))))
            }
            _ => None,
        }
    }

    /// `one.union(a, b, *others)` and its like, each time in CPython's order.
    pub(super) fn of_several_sets(
        &mut self,
        key: &str,
        set: &Value,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Option<Value> {
        let (_, method) = key.split_once('.')?;
        let changes = matches!(method, "update" | "difference_update" | "intersection_update");
        let is_known = changes || matches!(method, "union" | "intersection" | "difference");
        if !is_known || !given.named.is_empty() {
            return None;
        }
        let of_type = if changes { set.of_type.clone() } else { self.type_of(expr) };
        let (Type::Set(item) | Type::FrozenSet(item)) = of_type.clone() else { return None };
        let made = match set.of_type == of_type {
            true => set.owned(),
            false => self.widened(set, &item, expr.span)?.text,
        };
        let made = Value::new(made, of_type.clone());
        let copies = method == "union" || given.positional.is_empty() && given.stars.is_empty();
        let begun = match &of_type {
            Type::Set(_) if copies => self.fallible(&format!("{}.copy()", made.text)),
            _ => made.text,
        };
        let mut text = format!("{{ let mut made = {begun}; ");
        let mut is_first = true;
        for place in 0..=given.positional.len() {
            for (_, star) in given.stars.iter().filter(|(before, _)| *before == place) {
                let (rows, row) = self.iterable_argument(&Arg::Expr(star), star.span)?;
                let rows = self.fallible(&format!("iter::vec({rows})"));
                let step = self.one_more_set(method, (&of_type, &item), &Value::place("row", row), None, expr.span)?;
                text.push_str(&format!("for row in {rows} {{ {step} }} "));
            }
            let Some(argument) = given.positional.get(place) else { continue };
            let other = self.argument(argument);
            text.push_str(&self.one_more_set(method, (&of_type, &item), &other, Some(is_first), expr.span)?);
            is_first = false;
        }
        text.push_str(if changes { "}" } else { "made }" });
        Some(Value::new(text, if changes { Type::None } else { of_type }))
    }

    /// `set.union(*sets)`: the first of them is the object.
    pub(super) fn of_all_sets(&mut self, method: &str, star: &'a Expr, expr: &'a Expr) -> Option<Value> {
        if !matches!(method, "union" | "intersection") {
            return None;
        }
        let (rows, row) = self.iterable_argument(&Arg::Expr(star), star.span)?;
        let Type::Set(item) = &row else { return None };
        let rows = self.fallible(&format!("iter::vec({rows})"));
        let step = self.one_more_set(method, (&row, item), &Value::place("row", row.clone()), None, expr.span)?;
        let text = format!("unbound method set.{method}() needs an argument");
        let raises = format!("ok_or_else(|| Exc::new(&exc::TYPE_ERROR, {}))", super::text::literal(&text));
        let first = self.fallible(&format!("rows.next().{raises}"));
        let made = self.fallible(&format!("{first}.copy()"));
        let text = format!(
            "{{ let mut rows = {rows}.into_iter(); let mut made = {made}; for row in rows {{ {step} }} made }}"
        );
        Some(Value::new(text, row))
    }

    /// The statement that goes on with one more of them; `is_first` where that is known.
    fn one_more_set(
        &mut self,
        method: &str,
        (of_type, item): (&Type, &Rc<Type>),
        other: &Value,
        is_first: Option<bool>,
        span: Span,
    ) -> Option<String> {
        let is_set = matches!(of_type, Type::Set(_));
        let (suffix, argument) = match &other.of_type {
            Type::Set(of) | Type::FrozenSet(of) if of == item => ("", other.reference()),
            Type::Dict(of, _) if of == item && is_set && matches!(method, "union" | "update") => {
                ("_dict", other.reference())
            }
            _ => ("_iter", self.items_of_set(other, item, span)?),
        };
        let called = match (method, is_first) {
            ("union" | "update", _) if is_set => format!("made.update{suffix}({argument})"),
            ("difference", None) => return None,
            ("difference", Some(false)) if is_set => format!("made.difference_update{suffix}({argument})"),
            ("difference", Some(false)) => return None,
            ("union" | "intersection" | "difference", _) => {
                let next = self.fallible(&format!("made.{method}{suffix}({argument})"));
                return Some(format!("made = {next}; "));
            }
            _ => format!("made.{method}{suffix}({argument})"),
        };
        Some(format!("{}; ", self.fallible(&called)))
    }

    fn items_of_set(&mut self, other: &Value, item: &Rc<Type>, span: Span) -> Option<String> {
        let (iterable, element) = self.in_any_order(|inside| inside.iterable(other, span))?;
        match element {
            Type::Never => {
                let rust = self.lower.rust_type(item);
                Some(format!("{{ let _ = {}; iter::from_rust(std::iter::empty::<{rust}>()) }}", other.owned()))
            }
            element if self.lower.fits(&element, item) => Some(self.mapped(iterable, &element, item, span)),
            _ => None,
        }
    }
}

/// What a set, or what is used as one, holds.
fn set_item(of_type: &Type) -> Option<Type> {
    match of_type {
        Type::Set(item) | Type::FrozenSet(item) => Some((**item).clone()),
        Type::Library(name, parts) if &**name == "DictKeys" => parts.first().cloned(),
        _ => None,
    }
}
