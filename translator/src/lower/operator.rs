//! Operators.

use super::body::Body;
use super::text::{Binding, Value};
use super::types::Type;
use crate::tree::{BinaryOp, Expr, ExprKind, Span, UnaryOp};
use std::rc::Rc;

pub(super) mod compare;
mod contains;

impl<'a> Body<'_, 'a> {
    pub(super) fn unary(&mut self, op: UnaryOp, operand: &'a Expr, span: Span) -> Value {
        match (op, &operand.kind) {
            (UnaryOp::Not, _) => {
                let condition = self.condition(operand);
                return super::expr::negated(&condition);
            }
            (UnaryOp::Minus, ExprKind::Int(value)) => {
                return Value::bound(format!("-{value}"), Binding::Prefix, Type::Int);
            }
            _ => {}
        }
        let value = self.expr(operand);
        self.unary_of(op, value, span)
    }

    fn unary_of(&mut self, op: UnaryOp, value: Value, span: Span) -> Value {
        if self.has_parts(&value.of_type) || value.of_type == Type::Number && op == UnaryOp::Invert {
            return self.by_part(&value, span, |inside, part| inside.unary_of(op, part.clone(), span));
        }
        if let Some(name) = super::several::builtin_type(&value.of_type)
            && !(matches!(name, "bool" | "int") || name == "float" && op != UnaryOp::Invert)
        {
            let symbol = match op {
                UnaryOp::Minus => "-",
                UnaryOp::Plus => "+",
                _ => "~",
            };
            return self.raised("TYPE_ERROR", &format!("bad operand type for unary {symbol}: '{name}'"));
        }
        let value = if value.of_type == Type::Bool { self.convert(value, &Type::Int, span) } else { value };
        match (op, &value.of_type) {
            (UnaryOp::Minus, Type::BigInt) => self.tried(format!("big::neg({})", value.reference()), Type::BigInt),
            (UnaryOp::Plus, Type::BigInt) => value,
            (UnaryOp::Invert, Type::BigInt) => self.tried(format!("big::invert({})", value.reference()), Type::BigInt),
            (UnaryOp::Minus, Type::Int) => self.tried(format!("int::neg({})", value.text), Type::Int),
            (UnaryOp::Minus, Type::Float) => {
                Value::bound(format!("-{}", value.within(Binding::Prefix)), Binding::Prefix, Type::Float)
            }
            (UnaryOp::Minus, Type::Number) => self.tried(format!("numeric::neg({})", value.text), Type::Number),
            (UnaryOp::Plus, Type::Int | Type::Float | Type::Number) => value,
            (UnaryOp::Invert, Type::Int) => self.tried(format!("int::invert({})", value.text), Type::Int),
            (UnaryOp::Invert, Type::Instance(_)) if self.is_flag_value(&value) => {
                self.flag_inverted(&value).unwrap_or_else(|| self.refuse(span, "this operator"))
            }
            (op, Type::Instance(_)) if self.is_plain_member(&value) => {
                let value = self.plain(&value, span);
                self.unary_of(op, value, span)
            }
            (UnaryOp::Plus | UnaryOp::Minus, Type::Library(name, _)) if &**name == "Counter" => {
                let method = if op == UnaryOp::Plus { "positive" } else { "negative" };
                self.tried(format!("{}.{method}()", value.receiver()), value.of_type.clone())
            }
            (op, Type::Instance(_)) => {
                let name = match op {
                    UnaryOp::Minus => "__neg__",
                    UnaryOp::Plus => "__pos__",
                    _ => "__invert__",
                };
                self.call_dunder(&value, name, &[], span).unwrap_or_else(|| self.refuse(span, "this operator"))
            }
            (op, Type::Library(..)) => match self.datetime_unary(op, &value) {
                Some(value) => value,
                None => self.refuse(span, "this operator is not translated for such a value yet"),
            },
            _ => self.refuse(span, "this operator is not translated for such a value yet"),
        }
    }

    pub(super) fn binary(&mut self, op: BinaryOp, left: Value, right: Value, span: Span) -> Value {
        if self.is_by_part(op, &left.of_type, &right.of_type) {
            return self.binary_by_part(op, &left, &right, span);
        }
        if let Some(text) = self.unsupported(op, &left.of_type, &right.of_type) {
            let (before, _, _) = self.both_held(&left, &right);
            let raised = self.raised("TYPE_ERROR", &text);
            return super::several::within(&before, raised);
        }
        if let Some(value) = self.flag_operator(op, &left, &right, span) {
            return value;
        }
        if let Some((left, right)) = self.untupled_operands(op, &left, &right) {
            return self.binary(op, left, right, span);
        }
        match (&left.of_type, &right.of_type) {
            (Type::Str, Type::Instance(head)) if op == BinaryOp::Mod && !self.lower.family_has(*head, "__rmod__") => {
                self.percent(&left, &right, span)
            }
            (Type::Instance(_), _) | (_, Type::Instance(_)) => self.object_operator(op, &left, &right, "", span),
            (one, other) if one.is_number() && other.is_number() => self.arithmetic(op, left, right, span),
            (Type::Library(..), _) | (_, Type::Library(..)) => match self.datetime_operator(op, &left, &right) {
                Some(value) => value,
                None => self.of_sequences(op, &left, &right, span),
            },
            _ => self.of_sequences(op, &left, &right, span),
        }
    }

    /// Says whether an operator is written for each of the types of an operand.
    fn is_by_part(&self, op: BinaryOp, left: &Type, right: &Type) -> bool {
        if matches!((op, left), (BinaryOp::Mod, Type::Str)) {
            return false; // it takes whatever there is
        }
        let types = [left, right];
        let is_arithmetic = types.iter().all(|of_type| of_type.is_number())
            && !matches!(
                op,
                BinaryOp::LeftShift
                    | BinaryOp::RightShift
                    | BinaryOp::BitAnd
                    | BinaryOp::BitOr
                    | BinaryOp::BitXor
                    | BinaryOp::MatMul
            );
        let is_arithmetic = is_arithmetic && !types.contains(&&Type::BigInt);
        let is_split = |of_type: &Type| self.has_parts(of_type) || *of_type == Type::Number && !is_arithmetic;
        !types.iter().any(|of_type| matches!(of_type, Type::Instance(_) | Type::Never))
            && types.into_iter().any(is_split)
    }

    fn arithmetic(&mut self, op: BinaryOp, left: Value, right: Value, span: Span) -> Value {
        let types = [&left.of_type, &right.of_type];
        if types.contains(&&Type::BigInt) && !types.contains(&&Type::Float) {
            return self.of_big_ints(op, left, right, span);
        }
        if types.contains(&&Type::Number) {
            let as_int = |value: Value| if value.of_type == Type::Bool { Type::Int } else { value.of_type.clone() };
            let (one, other) = (as_int(left.clone()), as_int(right.clone()));
            let (left, right) = (self.convert(left, &one, span), self.convert(right, &other, span));
            return self.of_numbers(op, left, right, span);
        }
        if types.iter().all(|of_type| **of_type == Type::Bool)
            && let Some(operator) = bit_operator(op)
        {
            return Value::bound(
                format!("{} {operator} {}", left.within(Binding::Shift), right.within(Binding::Shift)),
                Binding::BitOr,
                Type::Bool,
            );
        }
        let is_float = types.contains(&&Type::Float);
        let to = if is_float { Type::Float } else { Type::Int };
        let (left, right) = (self.convert(left, &to, span), self.convert(right, &to, span));
        if is_float { self.of_floats(op, &left, &right, span) } else { self.of_ints(op, &left, &right, span) }
    }

    fn of_ints(&mut self, op: BinaryOp, left: &Value, right: &Value, span: Span) -> Value {
        if is_too_large(op, &left.text, &right.text) {
            return self.refuse(span, "integers beyond 64 bits are not translated yet");
        }
        let (function, of_type) = match op {
            BinaryOp::Add => ("int::add", Type::Int),
            BinaryOp::Sub => ("int::sub", Type::Int),
            BinaryOp::Mul => ("int::mul", Type::Int),
            BinaryOp::Div => ("int::true_div", Type::Float),
            BinaryOp::FloorDiv => ("int::floordiv", Type::Int),
            BinaryOp::Mod => ("int::modulo", Type::Int),
            BinaryOp::Pow => ("int::pow", Type::Int),
            BinaryOp::LeftShift => ("int::shl", Type::Int),
            BinaryOp::RightShift => ("int::shr", Type::Int),
            BinaryOp::BitAnd => ("int::bitand", Type::Int),
            BinaryOp::BitOr => ("int::bitor", Type::Int),
            BinaryOp::BitXor => ("int::bitxor", Type::Int),
            BinaryOp::MatMul => return self.refuse(span, "`@` is not translated for ints"),
        };
        self.tried(format!("{function}({}, {})", left.text, right.text), of_type)
    }

    fn of_big_ints(&mut self, op: BinaryOp, left: Value, right: Value, span: Span) -> Value {
        let (left, right) = (self.convert(left, &Type::BigInt, span), self.convert(right, &Type::BigInt, span));
        let (function, of_type) = match op {
            BinaryOp::Add => ("add", Type::BigInt),
            BinaryOp::Sub => ("sub", Type::BigInt),
            BinaryOp::Mul => ("mul", Type::BigInt),
            BinaryOp::Div => ("true_div", Type::Float),
            BinaryOp::FloorDiv => ("floordiv", Type::BigInt),
            BinaryOp::Mod => ("modulo", Type::BigInt),
            BinaryOp::Pow => ("pow", Type::BigInt),
            BinaryOp::LeftShift => ("shl", Type::BigInt),
            BinaryOp::RightShift => ("shr", Type::BigInt),
            BinaryOp::BitAnd => ("bitand", Type::BigInt),
            BinaryOp::BitOr => ("bitor", Type::BigInt),
            BinaryOp::BitXor => ("bitxor", Type::BigInt),
            BinaryOp::MatMul => return self.refuse(span, "`@` is not translated for ints"),
        };
        self.tried(format!("big::{function}({}, {})", left.reference(), right.reference()), of_type)
    }

    fn of_floats(&mut self, op: BinaryOp, left: &Value, right: &Value, span: Span) -> Value {
        let (operator, binding) = match op {
            BinaryOp::Add => ("+", Binding::Sum),
            BinaryOp::Sub => ("-", Binding::Sum),
            BinaryOp::Mul => ("*", Binding::Product),
            _ => {
                let function = match op {
                    BinaryOp::Div => "float::true_div",
                    BinaryOp::FloorDiv => "float::floordiv",
                    BinaryOp::Mod => "float::modulo",
                    BinaryOp::Pow => "float::pow",
                    _ => return self.refuse(span, "this operator is none of floats"),
                };
                return self.tried(format!("{function}({}, {})", left.text, right.text), Type::Float);
            }
        };
        let tighter = if binding == Binding::Sum { Binding::Product } else { Binding::Cast };
        // The left side may be of the same kind: Rust, too, begins at the left.
        let text = format!("{} {operator} {}", left.within(binding), right.within(tighter));
        Value::bound(text, binding, Type::Float)
    }

    fn of_numbers(&mut self, op: BinaryOp, left: Value, right: Value, span: Span) -> Value {
        let function = match op {
            BinaryOp::Add => "add",
            BinaryOp::Sub => "sub",
            BinaryOp::Mul => "mul",
            BinaryOp::Div => "true_div",
            BinaryOp::FloorDiv => "floordiv",
            BinaryOp::Mod => "modulo",
            BinaryOp::Pow => "pow",
            _ => return self.refuse(span, "this operator is not translated for an int or a float yet"),
        };
        let text = format!("numeric::{function}({}, {})", left.text, right.text);
        let value = self.tried(text, Type::Number);
        // With a float in it, or divided, it is a float.
        let is_float = op == BinaryOp::Div || [&left, &right].iter().any(|side| side.of_type == Type::Float);
        if is_float { Value::new(format!("{}.to_float()", value.text), Type::Float) } else { value }
    }

    fn of_sequences(&mut self, op: BinaryOp, left: &Value, right: &Value, span: Span) -> Value {
        if op == BinaryOp::Mul && left.of_type == Type::BigInt {
            let left = self.convert(left.clone(), &Type::Int, span);
            return self.of_sequences(op, &left, right, span);
        }
        if op == BinaryOp::Mul && right.of_type == Type::BigInt {
            let right = self.convert(right.clone(), &Type::Int, span);
            return self.of_sequences(op, left, &right, span);
        }
        let receiver = left.receiver();
        match (op, &left.of_type, &right.of_type) {
            (BinaryOp::Add, Type::Str, Type::Str) => {
                Value::new(format!("{receiver}.concat({})", str_reference(right)), Type::Str)
            }
            (BinaryOp::Add, Type::Bytes, Type::Bytes) => {
                Value::new(format!("{receiver}.concat({})", right.reference()), Type::Bytes)
            }
            (BinaryOp::Mul, Type::Str | Type::Bytes | Type::List(_), Type::Int) => {
                self.tried(format!("{receiver}.repeat({})", right.text), left.of_type.clone())
            }
            (BinaryOp::Mul, Type::Int, Type::Str | Type::Bytes | Type::List(_)) => {
                self.tried(format!("{}.repeat({})", right.receiver(), left.text), right.of_type.clone())
            }
            (BinaryOp::Mul, Type::Sequence(_), Type::Int) => {
                self.tried(format!("{receiver}.repeat({})", right.text), left.of_type.clone())
            }
            (BinaryOp::Mul, Type::Int, Type::Sequence(_)) => {
                self.tried(format!("{}.repeat({})", right.receiver(), left.text), right.of_type.clone())
            }
            (BinaryOp::Mul, Type::Tuple(_), Type::Int | Type::Bool) => match self.as_sequence(left, span) {
                Some(sequence) => self.binary(op, sequence, right.clone(), span),
                None => self.refuse(span, "this tuple is not repeated yet"),
            },
            (BinaryOp::Mul, Type::Int | Type::Bool, Type::Tuple(_)) => {
                let (before, left, right) = self.both_held(left, right);
                let value = match self.as_sequence(&right, span) {
                    Some(sequence) => self.binary(op, left, sequence, span),
                    None => self.refuse(span, "this tuple is not repeated yet"),
                };
                super::several::within(&before, value)
            }
            (BinaryOp::Mul, Type::Bool, _) => {
                let left = self.convert(left.clone(), &Type::Int, span);
                self.of_sequences(op, &left, right, span)
            }
            (BinaryOp::Mul, _, Type::Bool) => {
                let right = self.convert(right.clone(), &Type::Int, span);
                self.of_sequences(op, left, &right, span)
            }
            (BinaryOp::Add, Type::Sequence(one), Type::Sequence(other)) if one == other => {
                Value::new(format!("{receiver}.concat({})", right.reference()), left.of_type.clone())
            }
            (BinaryOp::Add, Type::Sequence(_), Type::Tuple(_)) => {
                let right = self.convert(right.clone(), &left.of_type, span);
                self.of_sequences(op, left, &right, span)
            }
            (BinaryOp::Add, Type::Tuple(_), Type::Sequence(_)) => {
                let left = self.convert(left.clone(), &right.of_type, span);
                self.of_sequences(op, &left, right, span)
            }
            (BinaryOp::Mod, Type::Str, _) => self.percent(left, right, span),
            (BinaryOp::Add, Type::List(one), Type::List(other)) if one == other => {
                Value::new(format!("{receiver}.concat({})", right.reference()), left.of_type.clone())
            }
            (BinaryOp::Sub | BinaryOp::BitAnd, Type::Set(one), Type::Set(other))
                if **other == (**one).clone().or_none() =>
            {
                // None is in no set whose items are not None.
                let present = self.fallible(&format!("aio::without_none(&{})", right.within(Binding::Prefix)));
                let right = Value::new(present, left.of_type.clone());
                self.binary(op, left.clone(), right, span)
            }
            (BinaryOp::BitOr, Type::Set(one), Type::Set(other)) if one == other => self.of_sets("union", left, right),
            (BinaryOp::BitAnd, Type::Set(one), Type::Set(other)) if one == other => {
                self.of_sets("intersection", left, right)
            }
            (BinaryOp::Sub, Type::Set(one), Type::Set(other)) if one == other => {
                self.of_sets("difference", left, right)
            }
            (BinaryOp::BitXor, Type::Set(one), Type::Set(other)) if one == other => {
                self.of_sets("symmetric_difference", left, right)
            }
            (BinaryOp::BitOr, Type::Dict(..), Type::Dict(..)) if left.of_type == right.of_type => {
                self.of_sets("or", left, right)
            }
            (op, Type::Library(one, _), _) if &**one == "Counter" && left.of_type == right.of_type => {
                let function = match op {
                    BinaryOp::Add => "plus",
                    BinaryOp::Sub => "minus",
                    BinaryOp::BitOr => "or",
                    BinaryOp::BitAnd => "and",
                    _ => return self.refuse(span, "this operator is not translated for such values yet"),
                };
                self.of_sets(function, left, right)
            }
            (BinaryOp::Add, Type::Library(one, _), _) if &**one == "deque" && left.of_type == right.of_type => {
                self.of_sets("concat", left, right)
            }
            (BinaryOp::BitOr, Type::FrozenSet(one), Type::FrozenSet(other)) if one == other => {
                self.of_sets("union", left, right)
            }
            (BinaryOp::BitAnd, Type::FrozenSet(one), Type::FrozenSet(other)) if one == other => {
                self.of_sets("intersection", left, right)
            }
            (BinaryOp::Sub, Type::FrozenSet(one), Type::FrozenSet(other)) if one == other => {
                self.of_sets("difference", left, right)
            }
            (BinaryOp::Add, Type::Sequence(one), Type::Sequence(other)) if one == other => {
                Value::new(format!("{receiver}.concat({})", right.reference()), left.of_type.clone())
            }
            (BinaryOp::Add, Type::Tuple(one), Type::Tuple(other)) => {
                let members: Vec<Type> = one.iter().chain(other).cloned().collect();
                let ones = (0..one.len()).map(|place| format!("one.{place}.clone()"));
                let others = (0..other.len()).map(|place| format!("other.{place}.clone()"));
                let parts = ones.chain(others).collect::<Vec<_>>().join(", ");
                let parts = if members.is_empty() { "one".to_owned() } else { format!("({parts},)") };
                let text = format!("{{ let (one, other) = ({}, {}); {parts} }}", left.owned(), right.owned());
                Value::new(text, Type::Tuple(members))
            }
            (BinaryOp::Mul, Type::Library(name, _), Type::Int) if &**name == "deque" => {
                self.tried(format!("{receiver}.repeat({})", right.text), left.of_type.clone())
            }
            (BinaryOp::BitOr, Type::Library(name, parts), Type::Dict(key, value))
                if matches!(&**name, "defaultdict" | "OrderedDict")
                    && parts.as_slice() == [(**key).clone(), (**value).clone()] =>
            {
                self.of_sets("or", left, right)
            }
            _ => match self.set_operator(op, left, right, span) {
                Some(value) => value,
                None => self.refuse(span, "this operator is not translated for such values yet"),
            },
        }
    }

    /// `left + right` and `left | right` of collections whose items have different types: one of both.
    pub(super) fn of_both_types(&mut self, op: BinaryOp, left: &Value, right: &Value, expr: &Expr) -> Option<Value> {
        if left.of_type == right.of_type {
            return None;
        }
        let wanted = match (op, &left.of_type, &right.of_type, self.type_of(expr)) {
            (BinaryOp::Add, Type::List(_), Type::List(_), wanted @ Type::List(_)) => wanted,
            (BinaryOp::BitOr, Type::Dict(..), Type::Dict(..), wanted @ Type::Dict(..)) => wanted,
            _ => return None,
        };
        let (before, left, right) = self.both_held(left, right);
        let value = match &wanted {
            Type::List(item) => self.added_lists(&left, &right, &Rc::clone(item), expr.span),
            _ => self.united_dicts(&left, &right, wanted.clone(), expr.span),
        };
        Some(super::several::within(&before, value))
    }

    fn added_lists(&mut self, left: &Value, right: &Value, item: &Rc<Type>, span: Span) -> Value {
        let mut parts = String::new();
        for side in [left, right] {
            let Type::List(of) = &side.of_type else { continue };
            if **of != Type::Never {
                let iterable = self.mapped(format!("{}.iter()", side.receiver()), &Rc::clone(of), item, span);
                parts.push_str(&format!("{}; ", self.fallible(&format!("made.extend({iterable})"))));
            }
        }
        let rust = self.lower.rust_type(item);
        Value::new(format!("{{ let made = List::<{rust}>::new(); {parts}made }}"), Type::List(Rc::clone(item)))
    }

    fn of_sets(&mut self, function: &str, left: &Value, right: &Value) -> Value {
        self.tried(format!("{}.{function}({})", left.receiver(), right.reference()), left.of_type.clone())
    }

    /// Says whether an object of one of several types may be changed in place.
    pub(super) fn changes_some(&self, of_type: &Type) -> bool {
        let stays = |part: &super::several::Part| {
            super::several::builtin_type(&part.of_type).is_some_and(|name| !matches!(name, "list" | "dict" | "set"))
                || part.of_type == Type::Number
        };
        self.has_parts(of_type) && !self.lower.parts(of_type).iter().all(stays)
    }

    /// `left op= right` where that changes an object: the statement.
    pub(super) fn in_place(&mut self, left: &Value, op: BinaryOp, right: &Value) -> Option<String> {
        if self.changes_some(&left.of_type) {
            return None; // each of the types is asked (`augment_with`)
        }
        let receiver = left.receiver();
        let text = match (op, &left.of_type, &right.of_type) {
            (BinaryOp::Add, Type::List(_), _) => {
                if super::iterate::is_never_iterable(&right.of_type) {
                    return None; // that raises
                }
                let Type::List(element) = left.of_type.clone() else { return None };
                let values = self.iterable_as(right, &element, Span { start: 0, end: 0 })?;
                format!("{receiver}.extend({values})")
            }
            (BinaryOp::BitOr, Type::Set(one), Type::Set(other)) if one == other => {
                format!("{receiver}.update({})", right.reference())
            }
            (BinaryOp::Sub, Type::Set(one), Type::Set(other)) if one == other => {
                format!("{receiver}.difference_update({})", right.reference())
            }
            (BinaryOp::BitAnd, Type::Set(one), Type::Set(other)) if one == other => {
                format!("{receiver}.intersection_update({})", right.reference())
            }
            (BinaryOp::BitXor, Type::Set(one), Type::Set(other)) if one == other => {
                format!("{receiver}.symmetric_difference_update({})", right.reference())
            }
            (BinaryOp::Mul, Type::List(_), Type::Int) => format!("{receiver}.repeat_in_place({})", right.text),
            (op, Type::Library(name, _), _) if &**name == "Counter" && left.of_type == right.of_type => {
                let function = match op {
                    BinaryOp::Add => "plus_in_place",
                    BinaryOp::Sub => "minus_in_place",
                    BinaryOp::BitOr => "or_in_place",
                    BinaryOp::BitAnd => "and_in_place",
                    _ => return None,
                };
                format!("{receiver}.{function}({})", right.reference())
            }
            (BinaryOp::Add, Type::Library(name, parts), _) if &**name == "deque" => {
                let (iterable, element) = self.iterable(right, Span { start: 0, end: 0 })?;
                if parts.first() != Some(&element) {
                    return None;
                }
                format!("{receiver}.extend({iterable})")
            }
            (BinaryOp::BitOr, Type::Dict(..), Type::Dict(..)) if left.of_type == right.of_type => {
                format!("{receiver}.update({})", right.reference())
            }
            (BinaryOp::BitOr, Type::Dict(keys, values), _) => {
                let (keys, values) = (Rc::clone(keys), Rc::clone(values));
                let pairs = self.pairs_of(right, &keys, &values, Span { start: 0, end: 0 })?;
                format!("{receiver}.update_pairs({pairs})")
            }
            (BinaryOp::BitOr, Type::Library(name, _), _) if matches!(&**name, "defaultdict" | "OrderedDict") => {
                let Type::Dict(keys, values) = super::library::as_dict(left)?.of_type else { return None };
                let pairs = self.pairs_of(right, &keys, &values, Span { start: 0, end: 0 })?;
                format!("{receiver}.update_pairs({pairs})")
            }
            (BinaryOp::Mul, Type::Library(name, _), Type::Int) if &**name == "deque" => {
                format!("{receiver}.repeat_in_place({})", right.text)
            }
            (BinaryOp::Add, Type::Str, Type::Str) if left.is_place && !receiver.contains(['.', '(']) => {
                return Some(format!("{receiver}.append({});", str_reference(right)));
            }
            _ => return None,
        };
        let text = self.fallible(&text);
        Some(format!("{text};"))
    }

    // Comparisons.
}

/// A dict, or what is a kind of dict as one.
fn as_plain_dict(value: &Value) -> Option<Value> {
    match &value.of_type {
        Type::Dict(..) => Some(value.clone()),
        _ => {
            let dict = super::library::as_dict(value)?;
            Some(Value { text: format!("(*{})", value.receiver()), ..dict })
        }
    }
}

/// A text that is compared: a literal needs no `Str`.
fn plain_text(value: &Value) -> String {
    match literal_of(value) {
        Some(literal) => literal.to_owned(),
        None => value.within(Binding::Prefix),
    }
}

/// The literal of which a `Str` is made.
fn literal_of(value: &Value) -> Option<&str> {
    let literal = value.text.strip_prefix("Str::from(")?.strip_suffix(')')?;
    (literal.starts_with('"') && literal.ends_with('"') && !value.is_place).then_some(literal)
}

/// A text as a `&str`.
pub(super) fn str_reference(value: &Value) -> String {
    match literal_of(value) {
        Some(literal) => literal.to_owned(),
        None => value.reference(),
    }
}

/// A text as a `&str` where Rust does not make one of a `&Str` by itself.
pub(super) fn str_slice(value: &Value) -> String {
    match literal_of(value) {
        Some(literal) => literal.to_owned(),
        None => format!("{}.as_str()", value.receiver()),
    }
}

/// Says whether a power or shift of two literals is no int of 64 bits.
fn is_too_large(op: BinaryOp, left: &str, right: &str) -> bool {
    let (Ok(left), Ok(right)) = (left.parse::<i64>(), right.parse::<i64>()) else { return false };
    match (op, u32::try_from(right)) {
        (BinaryOp::Pow, Ok(exponent)) => left.checked_pow(exponent).is_none(),
        (BinaryOp::Pow, Err(_)) => true,
        (BinaryOp::LeftShift, Ok(count)) => left != 0 && (count > 62 || left.unsigned_abs().leading_zeros() <= count),
        _ => false,
    }
}

fn bit_operator(op: BinaryOp) -> Option<&'static str> {
    Some(match op {
        BinaryOp::BitAnd => "&",
        BinaryOp::BitOr => "|",
        BinaryOp::BitXor => "^",
        _ => return None,
    })
}
