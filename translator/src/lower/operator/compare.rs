//! Comparisons: `==`, `<`, `is`, and chains of them.

use super::super::body::Body;
use super::super::text::{Binding, Value};
use super::super::types::Type;
use super::{as_plain_dict, plain_text};
use crate::tree::{CompareOp, Expr, Span};
use std::rc::Rc;

impl<'a> Body<'_, 'a> {
    pub(in crate::lower) fn compare(&mut self, left: &'a Expr, rights: &'a [(CompareOp, Expr)]) -> Value {
        if let [(op, right)] = rights {
            if let Some(value) = self.compare_classes(left, *op, right) {
                return value;
            }
            let left_value = self.expr(left);
            if matches!(op, CompareOp::In | CompareOp::NotIn) {
                return self.contains(&left_value, right, *op == CompareOp::NotIn);
            }
            let right_value = self.expr(right);
            return self.compare_two(&left_value, *op, &right_value, right.span);
        }
        self.chain(left, rights)
    }

    /// `a < b < c`: each side is evaluated once, and none behind one that does not hold.
    pub(super) fn chain(&mut self, left: &'a Expr, rights: &'a [(CompareOp, Expr)]) -> Value {
        let mut text = String::new();
        let mut held = self.expr(left);
        let name = self.temporary("value");
        text.push_str(&format!("{{ let {name} = {}; ", held.owned()));
        held = Value::place(name, held.of_type);
        let last = rights.len() - 1;
        for (place, (op, right)) in rights.iter().enumerate() {
            let value = self.expr(right);
            let name = self.temporary("value");
            text.push_str(&format!("let {name} = {}; ", value.owned()));
            let value = Value::place(name, value.of_type);
            let test = match op {
                CompareOp::In | CompareOp::NotIn => {
                    self.contains_value(&held, &value, *op == CompareOp::NotIn, right.span)
                }
                op => self.compare_two(&held, *op, &value, right.span),
            };
            if place == last {
                text.push_str(&test.text);
            } else {
                text.push_str(&format!("{} && {{ ", test.within(Binding::Comparison)));
            }
            held = value;
        }
        text.push_str(&" }".repeat(rights.len()));
        Value::new(text, Type::Bool)
    }

    pub(super) fn compare_two(&mut self, left: &Value, op: CompareOp, right: &Value, span: Span) -> Value {
        match op {
            CompareOp::Is => self.is(left, right, span),
            CompareOp::IsNot => {
                let is = self.is(left, right, span);
                super::super::expr::negated(&is)
            }
            CompareOp::Equal => self.equal(left, right, span),
            CompareOp::NotEqual => {
                let equal = self.equal(left, right, span);
                match equal.text.split_once(" == ") {
                    Some((one, other)) if equal.binding == Binding::Comparison && !other.contains(" == ") => {
                        Value::bound(format!("{one} != {other}"), Binding::Comparison, Type::Bool)
                    }
                    _ => super::super::expr::negated(&equal),
                }
            }
            CompareOp::In | CompareOp::NotIn => self.contains_value(left, right, op == CompareOp::NotIn, span),
            op => self.order(left, op, right, span),
        }
    }

    pub(in crate::lower) fn is(&mut self, left: &Value, right: &Value, span: Span) -> Value {
        if let Some(value) = self.is_same_class(left, right) {
            return value;
        }
        if let Some(value) = self.is_anything(left, right, span) {
            return value;
        }
        if let Some(value) = self.is_same_of_library(left, right) {
            return value;
        }
        if let Some(value) = self.same_class_value(left, right, span) {
            return value;
        }
        if let Some(value) = self.same_functions(left, right, "is") {
            return value;
        }
        let receiver = left.receiver();
        let text = match (&left.of_type, &right.of_type) {
            (Type::Optional(_), Type::None) => format!("{receiver}.is_none()"),
            (Type::None, Type::None) => "true".to_owned(),
            (_, Type::None) if left.is_place || left.of_type == Type::Known => "false".to_owned(),
            (_, Type::None) => format!("{{ {}; false }}", left.text),
            (Type::None, Type::Optional(_)) => format!("{}.is_none()", right.receiver()),
            (Type::Bool, Type::Bool) => {
                return Value::bound(
                    format!("{} == {}", left.within(Binding::BitOr), right.within(Binding::BitOr)),
                    Binding::Comparison,
                    Type::Bool,
                );
            }
            (Type::Instance(one), Type::Instance(other)) if one == other => {
                format!("instance::is({}, {})", left.reference(), right.reference())
            }
            (Type::Optional(one), other) if **one == *other && matches!(other, Type::Instance(_)) => {
                let text = "is_some_and(|value| instance::is(value, &other))";
                format!("{{ let (one, other) = ({}, {}); one.as_ref().{text} }}", left.owned(), right.owned())
            }
            (one, Type::Optional(other)) if *one == **other && matches!(one, Type::Instance(_)) => {
                let text = "is_some_and(|value| instance::is(&one, value))";
                format!("{{ let (one, other) = ({}, {}); other.as_ref().{text} }}", left.owned(), right.owned())
            }
            (Type::Optional(one), Type::Optional(other)) if one == other && matches!(**one, Type::Instance(_)) => {
                format!(
                    "match ({}, {}) {{ (Some(one), Some(other)) => instance::is(&one, &other), (None, None) => true, _ => false }}",
                    left.owned(),
                    right.owned()
                )
            }
            (one, other) if *one.inner() == Type::Exception && *other.inner() == Type::Exception => {
                let optional = Type::Optional(Rc::new(Type::Exception));
                let (left, right) = (self.keep(left, &optional, span), self.keep(right, &optional, span));
                format!("({left} == {right})")
            }
            (Type::List(_), Type::List(_)) | (Type::Dict(..), Type::Dict(..)) | (Type::Set(_), Type::Set(_))
                if left.of_type == right.of_type =>
            {
                format!("{receiver}.is({})", right.reference())
            }
            (Type::Exception, Type::Exception) => {
                return Value::bound(
                    format!("{receiver} == {}", right.within(Binding::BitOr)),
                    Binding::Comparison,
                    Type::Bool,
                );
            }
            (Type::Library(one, _), Type::Library(other, _))
                if one == other && super::super::library::has_identity(one) =>
            {
                let text = self.fallible(&format!("{receiver}.equal({})", right.reference()));
                return Value::new(text, Type::Bool);
            }
            _ => return self.is_one(left, right, span),
        };
        Value::new(text, Type::Bool)
    }

    /// `x is SENTINEL`, where that is an `object()`.
    pub(super) fn is_anything(&mut self, left: &Value, right: &Value, span: Span) -> Option<Value> {
        let is_it = |value: &Value| matches!(&value.of_type, Type::Library(name, _) if &**name == "object");
        if !is_it(left) && !is_it(right) {
            return None;
        }
        if is_it(left) && is_it(right) {
            return Some(Value::new(format!("{}.is({})", left.receiver(), right.reference()), Type::Bool));
        }
        if self.has_parts(&left.of_type) || self.has_parts(&right.of_type) {
            return Some(self.pair_by_part(left, right, span, |inside, one, other| inside.is(one, other, span)));
        }
        let (before, _, _) = self.both_held(left, right);
        Some(super::super::several::within(&before, Value::new("false", Type::Bool)))
    }

    pub(in crate::lower) fn equal(&mut self, left: &Value, right: &Value, span: Span) -> Value {
        let is_plain = |of_type: &Type| matches!(of_type, Type::Int | Type::Float | Type::Bool | Type::Str);
        if let Some(value) = self.same_class_value(left, right, span) {
            return value;
        }
        if let Some(value) = self.equal_named(left, right, span) {
            return value;
        }
        if let Some(value) = self.is_same_class(left, right) {
            return value;
        }
        if let Some(value) = self.equal_objects(left, right, span) {
            return value;
        }
        if let Some(value) = self.same_functions(left, right, "is_equal") {
            return value;
        }
        let (one, other) = (&left.of_type, &right.of_type);
        if matches!((one, other), (Type::BigInt, Type::Number) | (Type::Number, Type::BigInt)) {
            return self.number_by_part(left, right, span, |inside, left, right| inside.equal(left, right, span));
        }
        if one == other && is_plain(one) {
            let (left, right) = (left.within(Binding::Prefix), plain_text(right));
            return Value::bound(format!("{left} == {right}"), Binding::Comparison, Type::Bool);
        }
        match (one, other) {
            (Type::Known | Type::Function(..), _) | (_, Type::Known | Type::Function(..)) => {
                self.refuse(span, "functions and classes are not compared yet")
            }
            (Type::Union(_), Type::Union(_)) if one == other => self.equal_by_trait(left, right),
            (Type::Optional(inner), _) if matches!(**inner, Type::Union(_)) && one == other => {
                self.equal_by_trait(left, right)
            }
            (one, other)
                if [one, other].iter().any(|side| matches!(side.inner(), Type::Union(_)))
                    && !self.is_member(one, other) =>
            {
                self.pair_by_part(left, right, span, |inside, left, right| inside.equal(left, right, span))
            }
            (Type::Union(_), _) => {
                let right = self.convert(right.clone(), one, span);
                self.equal_by_trait(left, &right)
            }
            (_, Type::Union(_)) => {
                let left = self.convert(left.clone(), other, span);
                self.equal_by_trait(&left, right)
            }
            (Type::Optional(_), Type::None) => Value::new(format!("{}.is_none()", left.receiver()), Type::Bool),
            (Type::None, Type::Optional(_)) => Value::new(format!("{}.is_none()", right.receiver()), Type::Bool),
            _ if one == other || can_be_equal(one.inner(), other.inner()) => self.equal_by_trait(left, right),
            _ if are_same_collection(one, other) => self.equal_collections(left, right, span),
            (Type::Library(..), _) | (_, Type::Library(..)) => self.equal_library(left, right, span),
            _ if is_mapping(one) && is_mapping(other) => {
                self.refuse(span, "dicts of different classes are not compared yet")
            }
            _ => Value::new(format!("{{ {}; {}; false }}", left.reference(), right.reference()), Type::Bool),
        }
    }

    /// Objects of the library: kinds of dicts are equal as dicts, keys of a dict and sets as sets.
    pub(super) fn equal_library(&mut self, left: &Value, right: &Value, span: Span) -> Value {
        let [one, other] = [left, right].map(as_plain_dict);
        if let (Some(one), Some(other)) = (one, other) {
            return match one.of_type == other.of_type {
                true => self.equal_by_trait(&one, &other),
                false => self.refuse(span, "dicts of different types are not compared yet"),
            };
        }
        let is_view = |value: &Value| matches!(&value.of_type, Type::Library(name, _) if matches!(&**name, "DictKeys" | "DictItems"));
        if is_view(left) || is_view(right) {
            return match (self.as_set(left), self.as_set(right)) {
                (Some(one), Some(other)) if can_be_equal(&one.of_type, &other.of_type) => {
                    self.equal_by_trait(&one, &other)
                }
                _ => self.refuse(span, "views of a dict are not compared with this yet"),
            };
        }
        let name = |of_type: &Type| match of_type {
            Type::Library(name, _) => Some(name.to_string()),
            of_type => super::super::several::builtin_type(of_type).map(str::to_owned),
        };
        match (name(&left.of_type), name(&right.of_type)) {
            (Some(one), Some(other)) if one != other && !one.contains("byte") && !other.contains("byte") => {
                Value::new(format!("{{ {}; {}; false }}", left.reference(), right.reference()), Type::Bool)
            }
            _ => self.refuse(span, "`==` is not translated for such values yet"),
        }
    }

    /// Two collections of one kind whose items cannot be equal: they are where both are empty.
    pub(super) fn equal_collections(&mut self, left: &Value, right: &Value, span: Span) -> Value {
        match (&left.of_type, &right.of_type) {
            (Type::Sequence(_), Type::Tuple(_)) | (Type::Tuple(_), Type::Sequence(_)) => {
                self.refuse(span, "tuples of which one has no known length are not compared yet")
            }
            (Type::Tuple(one), Type::Tuple(other)) if one.len() == other.len() => {
                let (one, other) = (one.clone(), other.clone());
                self.equal_members(left, &one, right, &other, span)
            }
            (Type::Tuple(_), Type::Tuple(_)) => {
                Value::new(format!("{{ {}; {}; false }}", left.reference(), right.reference()), Type::Bool)
            }
            (one, other) if [one, other].into_iter().any(holds_several) => {
                self.refuse(span, "collections of values of several types are not compared with others yet")
            }
            _ => {
                let (before, left, right) = self.both_held(left, right);
                let text = format!("{}.is_empty() && {}.is_empty()", left.receiver(), right.receiver());
                super::super::several::within(&before, Value::bound(text, Binding::And, Type::Bool))
            }
        }
    }

    /// Two tuples of one length, member by member.
    pub(super) fn equal_members(
        &mut self,
        left: &Value,
        one: &[Type],
        right: &Value,
        other: &[Type],
        span: Span,
    ) -> Value {
        let (before, left, right) = self.both_held(left, right);
        let tests = one.iter().zip(other).enumerate().map(|(place, (one, other))| {
            let one = Value::place(format!("{}.{place}", left.receiver()), one.clone());
            let other = Value::place(format!("{}.{place}", right.receiver()), other.clone());
            self.equal(&one, &other, span).within(Binding::Comparison)
        });
        let text = tests.collect::<Vec<_>>().join(" && ");
        super::super::several::within(&before, Value::bound(text, Binding::And, Type::Bool))
    }

    /// Says whether one of the types is several of which the other is one.
    pub(super) fn is_member(&self, one: &Type, other: &Type) -> bool {
        let is = |several: &Type, one: &Type| {
            matches!(several, Type::Union(_)) && self.lower.parts(several).iter().any(|part| part.of_type == *one)
        };
        is(one, other) || is(other, one)
    }

    pub(super) fn equal_by_trait(&mut self, left: &Value, right: &Value) -> Value {
        self.tried(format!("{}.equal({})", left.receiver(), right.reference()), Type::Bool)
    }

    /// Two ints, of which one may be beyond 64 bits, as such.
    pub(super) fn as_big(&mut self, left: &Value, right: &Value, span: Span) -> Option<(Value, Value)> {
        let types = [&left.of_type, &right.of_type];
        let are_ints = types.iter().all(|of_type| matches!(of_type, Type::Int | Type::BigInt | Type::Bool));
        (are_ints && types.contains(&&Type::BigInt)).then(|| {
            (self.convert(left.clone(), &Type::BigInt, span), self.convert(right.clone(), &Type::BigInt, span))
        })
    }

    pub(in crate::lower) fn order(&mut self, left: &Value, op: CompareOp, right: &Value, span: Span) -> Value {
        let (operator, variant) = match op {
            CompareOp::Less => ("<", "Less"),
            CompareOp::LessEqual => ("<=", "LessEqual"),
            CompareOp::Greater => (">", "Greater"),
            _ => (">=", "GreaterEqual"),
        };
        if let Some((left, right)) = self.as_big(left, right, span) {
            let text = format!("{} {operator} {}", left.within(Binding::Prefix), right.within(Binding::Prefix));
            return Value::bound(text, Binding::Comparison, Type::Bool);
        }
        let is_mixed = |one: &Value, other: &Value| one.of_type == Type::BigInt && other.of_type == Type::Number;
        if is_mixed(left, right) || is_mixed(right, left) {
            return self.number_by_part(left, right, span, |inside, left, right| inside.order(left, op, right, span));
        }
        if [left, right].iter().any(|side| self.has_parts(&side.of_type)) {
            return self.pair_by_part(left, right, span, |inside, left, right| inside.order(left, op, right, span));
        }
        if let Some((left, right)) = self.untupled_pair(left, right, "__lt__") {
            return self.order(&left, op, &right, span);
        }
        if let Some(value) = self.order_objects(left, op, right, span) {
            return value;
        }
        if super::super::several::has_order(&left.of_type, &right.of_type) == Some(false) {
            let names =
                [left, right].map(|side| super::super::several::builtin_type(&side.of_type).unwrap_or_default());
            let [one, other] = names;
            let text = format!("'{operator}' not supported between instances of '{one}' and '{other}'");
            let (before, _, _) = self.both_held(left, right);
            let raised = self.raised("TYPE_ERROR", &text);
            return super::super::several::within(&before, raised);
        }
        match (&left.of_type, &right.of_type) {
            (Type::Int, Type::Int) | (Type::Float, Type::Float) | (Type::Str, Type::Str) => {
                let (left, right) = (left.within(Binding::Prefix), right.within(Binding::Prefix));
                Value::bound(format!("{left} {operator} {right}"), Binding::Comparison, Type::Bool)
            }
            (Type::Known, _) | (_, Type::Known) => self.refuse(span, "functions and classes have no order"),
            (one @ Type::Library(..), other) | (other, one @ Type::Library(..)) if one != other => {
                self.refuse(span, "an order of values of these two types is not translated yet")
            }
            _ => self.tried(
                format!("{}.compare({}, Comparison::{variant})", left.receiver(), right.reference()),
                Type::Bool,
            ),
        }
    }

    pub(super) fn flipped(&mut self, left: &Value, right: &Value, span: Span) -> Value {
        let (before, left, right) = self.both_held(left, right);
        let value = self.by_part(&right, span, |inside, part| inside.contains_value(&left, part, false, span));
        super::super::several::within(&before, value)
    }

    /// Says whether values of two types are never equal, for all is known of both.
    pub(in crate::lower) fn is_other(&self, one: &Type, other: &Type) -> bool {
        match (super::super::several::builtin_type(one), super::super::several::builtin_type(other)) {
            (Some(one), Some(other)) => {
                let is_number = |name: &str| matches!(name, "bool" | "int" | "float");
                let is_set = |name: &str| matches!(name, "set" | "frozenset");
                one != other && !(is_number(one) && is_number(other)) && !(is_set(one) && is_set(other))
            }
            (Some(_), None) if matches!(other, Type::Optional(_) | Type::Union(_)) => {
                self.lower.parts(other).iter().all(|part| self.is_other(one, &part.of_type))
            }
            _ => false,
        }
    }
}

/// Says whether values of these types can be equal.
pub(in crate::lower) fn can_be_equal(one: &Type, other: &Type) -> bool {
    let is_exact = one == other || one.is_number() && other.is_number();
    is_exact
        || match (one, other) {
            (Type::List(one), Type::List(other))
            | (Type::Set(one) | Type::FrozenSet(one), Type::Set(other) | Type::FrozenSet(other))
            | (Type::Sequence(one), Type::Sequence(other)) => can_be_equal(one, other),
            (Type::Dict(key, value), Type::Dict(other_key, other_value)) => {
                can_be_equal(key, other_key) && can_be_equal(value, other_value)
            }
            (Type::Tuple(one), Type::Tuple(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| can_be_equal(one, other))
            }
            _ => false,
        }
}

/// Says whether a collection holds values of several types, or what holds such.
fn holds_several(of_type: &Type) -> bool {
    match of_type {
        Type::Union(_) => true,
        Type::List(part) | Type::Set(part) | Type::FrozenSet(part) | Type::Sequence(part) | Type::Optional(part) => {
            holds_several(part)
        }
        Type::Dict(key, value) => holds_several(key) || holds_several(value),
        Type::Tuple(members) => members.iter().any(holds_several),
        _ => false,
    }
}

/// Says whether values of a type are equal to dicts with the same items.
fn is_mapping(of_type: &Type) -> bool {
    matches!(of_type.inner(), Type::Dict(..))
        || matches!(of_type.inner(), Type::Library(name, _) if matches!(&**name, "OrderedDict" | "Counter" | "defaultdict"))
}

/// Says whether values of these types are collections that may be equal whatever their items are.
fn are_same_collection(one: &Type, other: &Type) -> bool {
    let is_set = |of_type: &Type| matches!(of_type, Type::Set(_) | Type::FrozenSet(_));
    let is_tuple = |of_type: &Type| matches!(of_type, Type::Tuple(_) | Type::Sequence(_));
    matches!((one, other), (Type::List(_), Type::List(_)) | (Type::Dict(..), Type::Dict(..)))
        || is_set(one) && is_set(other)
        || is_tuple(one) && is_tuple(other)
}
