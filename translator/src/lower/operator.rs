//! Operators.

use super::body::Body;
use super::text::{Binding, Value};
use super::types::Type;
use crate::tree::{BinaryOp, CompareOp, Expr, ExprKind, Span, UnaryOp};
use std::rc::Rc;

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

    pub(super) fn compare(&mut self, left: &'a Expr, rights: &'a [(CompareOp, Expr)]) -> Value {
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
    fn chain(&mut self, left: &'a Expr, rights: &'a [(CompareOp, Expr)]) -> Value {
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

    fn compare_two(&mut self, left: &Value, op: CompareOp, right: &Value, span: Span) -> Value {
        match op {
            CompareOp::Is => self.is(left, right, span),
            CompareOp::IsNot => {
                let is = self.is(left, right, span);
                super::expr::negated(&is)
            }
            CompareOp::Equal => self.equal(left, right, span),
            CompareOp::NotEqual => {
                let equal = self.equal(left, right, span);
                match equal.text.split_once(" == ") {
                    Some((one, other)) if equal.binding == Binding::Comparison && !other.contains(" == ") => {
                        Value::bound(format!("{one} != {other}"), Binding::Comparison, Type::Bool)
                    }
                    _ => super::expr::negated(&equal),
                }
            }
            CompareOp::In | CompareOp::NotIn => self.contains_value(left, right, op == CompareOp::NotIn, span),
            op => self.order(left, op, right, span),
        }
    }

    pub(super) fn is(&mut self, left: &Value, right: &Value, span: Span) -> Value {
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
            (Type::Library(one, _), Type::Library(other, _)) if one == other && super::library::has_identity(one) => {
                let text = self.fallible(&format!("{receiver}.equal({})", right.reference()));
                return Value::new(text, Type::Bool);
            }
            _ => return self.is_one(left, right, span),
        };
        Value::new(text, Type::Bool)
    }

    /// `x is SENTINEL`, where that is an `object()`.
    fn is_anything(&mut self, left: &Value, right: &Value, span: Span) -> Option<Value> {
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
        Some(super::several::within(&before, Value::new("false", Type::Bool)))
    }

    pub(super) fn equal(&mut self, left: &Value, right: &Value, span: Span) -> Value {
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
    fn equal_library(&mut self, left: &Value, right: &Value, span: Span) -> Value {
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
            of_type => super::several::builtin_type(of_type).map(str::to_owned),
        };
        match (name(&left.of_type), name(&right.of_type)) {
            (Some(one), Some(other)) if one != other && !one.contains("byte") && !other.contains("byte") => {
                Value::new(format!("{{ {}; {}; false }}", left.reference(), right.reference()), Type::Bool)
            }
            _ => self.refuse(span, "`==` is not translated for such values yet"),
        }
    }

    /// Two collections of one kind whose items cannot be equal: they are where both are empty.
    fn equal_collections(&mut self, left: &Value, right: &Value, span: Span) -> Value {
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
                super::several::within(&before, Value::bound(text, Binding::And, Type::Bool))
            }
        }
    }

    /// Two tuples of one length, member by member.
    fn equal_members(&mut self, left: &Value, one: &[Type], right: &Value, other: &[Type], span: Span) -> Value {
        let (before, left, right) = self.both_held(left, right);
        let tests = one.iter().zip(other).enumerate().map(|(place, (one, other))| {
            let one = Value::place(format!("{}.{place}", left.receiver()), one.clone());
            let other = Value::place(format!("{}.{place}", right.receiver()), other.clone());
            self.equal(&one, &other, span).within(Binding::Comparison)
        });
        let text = tests.collect::<Vec<_>>().join(" && ");
        super::several::within(&before, Value::bound(text, Binding::And, Type::Bool))
    }

    /// Says whether one of the types is several of which the other is one.
    fn is_member(&self, one: &Type, other: &Type) -> bool {
        let is = |several: &Type, one: &Type| {
            matches!(several, Type::Union(_)) && self.lower.parts(several).iter().any(|part| part.of_type == *one)
        };
        is(one, other) || is(other, one)
    }

    fn equal_by_trait(&mut self, left: &Value, right: &Value) -> Value {
        self.tried(format!("{}.equal({})", left.receiver(), right.reference()), Type::Bool)
    }

    /// Two ints, of which one may be beyond 64 bits, as such.
    fn as_big(&mut self, left: &Value, right: &Value, span: Span) -> Option<(Value, Value)> {
        let types = [&left.of_type, &right.of_type];
        let are_ints = types.iter().all(|of_type| matches!(of_type, Type::Int | Type::BigInt | Type::Bool));
        (are_ints && types.contains(&&Type::BigInt)).then(|| {
            (self.convert(left.clone(), &Type::BigInt, span), self.convert(right.clone(), &Type::BigInt, span))
        })
    }

    pub(super) fn order(&mut self, left: &Value, op: CompareOp, right: &Value, span: Span) -> Value {
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
        if super::several::has_order(&left.of_type, &right.of_type) == Some(false) {
            let names = [left, right].map(|side| super::several::builtin_type(&side.of_type).unwrap_or_default());
            let [one, other] = names;
            let text = format!("'{operator}' not supported between instances of '{one}' and '{other}'");
            let (before, _, _) = self.both_held(left, right);
            let raised = self.raised("TYPE_ERROR", &text);
            return super::several::within(&before, raised);
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

    fn contains(&mut self, left: &Value, right: &'a Expr, negates: bool) -> Value {
        // A display is not made only to be searched.
        if let ExprKind::Tuple(members) | ExprKind::List(members) | ExprKind::Set(members) = &right.kind
            && !members.is_empty()
            && !super::expr::has_star(members)
        {
            return self.is_one_of(left, members, negates);
        }
        let value = self.expr(right);
        self.contains_value(left, &value, negates, right.span)
    }

    fn is_one_of(&mut self, left: &Value, members: &'a [Expr], negates: bool) -> Value {
        let name = self.temporary("value");
        let held = Value::place(name.clone(), left.of_type.clone());
        let tests: Vec<String> = members
            .iter()
            .map(|member| {
                let value = self.expr(member);
                self.equal(&held, &value, member.span).within(Binding::And)
            })
            .collect();
        let value = Value::new(format!("{{ let {name} = {}; {} }}", left.owned(), tests.join(" || ")), Type::Bool);
        if negates { super::expr::negated(&value) } else { value }
    }

    fn contains_value(&mut self, left: &Value, right: &Value, negates: bool, span: Span) -> Value {
        if *left.of_type.inner() == Type::ExceptionClass {
            return self.refuse(span, "`in` is not translated for classes yet");
        }
        let left = &self.class_as_key(left, right, span);
        if left.of_type == Type::None
            && let Type::Set(element) | Type::FrozenSet(element) | Type::Dict(element, _) | Type::List(element) =
                &right.of_type
            && !matches!(**element, Type::Optional(_) | Type::Union(_) | Type::None | Type::Never)
            && !matches!(**element, Type::Instance(_))
        {
            let (before, _, _) = self.both_held(left, right);
            let value = Value::new(negates.to_string(), Type::Bool);
            return super::several::within(&before, value);
        }
        if let Some(value) = self.contains_by_part(left, right, span) {
            return if negates { super::expr::negated(&value) } else { value };
        }
        if let Some(value) = self.flag_contains(left, right) {
            return if negates { super::expr::negated(&value) } else { value };
        }
        let right = &self.untupled(right, "__contains__");
        if self.mixes_named(left, right) && !self.finds_named(left, right) {
            return self.refuse(span, "`in` with tuples and named tuples is not translated yet");
        }
        if right.of_type == Type::Str && left.of_type != Type::Str {
            let value = self.in_text(left, right, span);
            return if negates { super::expr::negated(&value) } else { value };
        }
        let element = match &right.of_type {
            Type::List(element) | Type::Sequence(element) => (**element).clone(),
            Type::Set(element) | Type::FrozenSet(element) | Type::Dict(element, _) => (**element).clone(),
            _ => Type::Never,
        };
        let left = &self.as_member(left.clone(), &element, span);
        let receiver = right.receiver();
        let value = match &right.of_type {
            Type::Sequence(element) => {
                let left = if self.lower.fits(&left.of_type, element) {
                    self.convert(left.clone(), element, span)
                } else {
                    left.clone()
                };
                self.tried(format!("{receiver}.contains({})", left.reference()), Type::Bool)
            }
            Type::Tuple(members) => {
                let members = members.clone();
                let (before, left, right) = self.both_held(left, right);
                let tests: Vec<String> = members
                    .iter()
                    .enumerate()
                    .map(|(place, member)| {
                        let member = Value::place(format!("{}.{place}", right.receiver()), member.clone());
                        self.equal(&member, &left, span).within(Binding::And)
                    })
                    .collect();
                let text = if tests.is_empty() { "false".to_owned() } else { format!("({})", tests.join(" || ")) };
                super::several::within(&before, Value::new(text, Type::Bool))
            }
            Type::Dict(key, _) => self.contains_key(left, right, key, span),
            Type::Set(key) | Type::FrozenSet(key) => self.contains_key(left, right, key, span),
            Type::Bytes if left.of_type == Type::Bytes => {
                Value::new(format!("{receiver}.contains_bytes({})", left.reference()), Type::Bool)
            }
            Type::Bytes if left.of_type == Type::Int => {
                self.tried(format!("{receiver}.contains_int({})", left.text), Type::Bool)
            }
            Type::List(element) => {
                if can_be_equal(left.of_type.inner(), element.inner())
                    || left.of_type == **element
                    || self.lower.fits(&left.of_type, element)
                {
                    let left = if left.of_type == Type::None && matches!(**element, Type::Optional(_)) {
                        Value::new(format!("None::<{}>", self.lower.rust_type(element.inner())), (**element).clone())
                    } else if (self.has_parts(element) || **element == Type::BigInt)
                        && self.lower.fits(&left.of_type, element)
                    {
                        self.convert(left.clone(), &Rc::clone(element), span)
                    } else {
                        left.clone()
                    };
                    self.tried(format!("{receiver}.contains({})", left.reference()), Type::Bool)
                } else {
                    Value::new("false", Type::Bool)
                }
            }
            Type::Str => Value::new(format!("{receiver}.contains_text({})", str_reference(left)), Type::Bool),
            Type::Range => return self.in_range(left, right, negates, span),
            Type::Library(name, parts) => match (&**name, parts.as_slice()) {
                ("DictKeys" | "deque" | "defaultdict" | "OrderedDict" | "Counter", [first, ..]) => {
                    let first = first.clone();
                    let left = self.convert(left.clone(), &first, span);
                    self.tried(format!("{receiver}.contains({})", left.reference()), Type::Bool)
                }
                ("DictItems", [key, value]) => {
                    let pair = Type::Tuple(vec![key.clone(), value.clone()]);
                    let left = self.convert(left.clone(), &pair, span);
                    self.tried(format!("{receiver}.contains({})", left.reference()), Type::Bool)
                }
                ("Context", _) => Value::new(format!("{receiver}.contains({})", left.reference()), Type::Bool),
                ("Environ", _) => {
                    Value::new(format!("pyrt::os::getenv({}).is_some()", str_reference(left)), Type::Bool)
                }
                ("DictValues", _) => self.tried(format!("{receiver}.contains({})", left.reference()), Type::Bool),
                _ => self.refuse(span, "`in` is not translated for such a value yet"),
            },
            Type::Lazy(_) | Type::Iterator(_) => {
                let Some((iterable, element)) = self.iterable(right, span) else { return self.refuse(span, "`in`") };
                let left = self.convert(left.clone(), &element, span);
                self.tried(format!("contains({iterable}, {})", left.reference()), Type::Bool)
            }
            Type::Instance(_) => match self.call_dunder(right, "__contains__", std::slice::from_ref(left), span) {
                Some(value) => Value::new(self.truth(&value), Type::Bool),
                None => match self.iterable(right, span) {
                    Some((iterable, element)) => {
                        let left = self.convert(left.clone(), &element, span);
                        self.tried(format!("contains({iterable}, {})", left.reference()), Type::Bool)
                    }
                    None => self.refuse(span, "no `__contains__` is known for this object"),
                },
            },
            Type::Generator(..) => match self.iterable(right, span) {
                Some((iterable, element)) if self.lower.fits(&left.of_type, &element) => {
                    let left = self.keep(left, &element, span);
                    self.tried(format!("{{ let left = {left}; contains({iterable}, &left) }}"), Type::Bool)
                }
                _ => self.refuse(span, "`in` is not translated for such a value yet"),
            },
            _ => self.refuse(span, "`in` is not translated for such a value yet"),
        };
        if negates { super::expr::negated(&value) } else { value }
    }

    fn in_range(&mut self, left: &Value, right: &Value, negates: bool, span: Span) -> Value {
        let receiver = right.receiver();
        let value = match &left.of_type {
            Type::Int | Type::Bool => {
                let left = self.convert(left.clone(), &Type::Int, span);
                Value::new(format!("{receiver}.contains({})", left.text), Type::Bool)
            }
            Type::BigInt => Value::new(
                format!("{}.small().is_some_and(|value| {receiver}.contains(value))", left.receiver()),
                Type::Bool,
            ),
            Type::Float => Value::new(
                format!("float::as_int({}).is_some_and(|value| {receiver}.contains(value))", left.text),
                Type::Bool,
            ),
            of_type if self.has_parts(of_type) || *of_type == Type::Number => {
                let (before, left, right) = self.both_held(left, right);
                let value = self.by_part(&left, span, |inside, part| inside.in_range(part, &right, false, span));
                super::several::within(&before, value)
            }
            of_type if super::several::builtin_type(of_type).is_some() => {
                let (before, _, _) = self.both_held(left, right);
                super::several::within(&before, Value::new("false", Type::Bool))
            }
            _ => self.refuse(span, "`in` is not translated for such a value yet"),
        };
        if negates { super::expr::negated(&value) } else { value }
    }

    /// `in` where one side has one of several types, or Python says no without a look.
    fn contains_by_part(&mut self, left: &Value, right: &Value, span: Span) -> Option<Value> {
        if self.has_parts(&right.of_type) {
            return Some(self.flipped(left, right, span));
        }
        if let Some(name @ ("NoneType" | "bool" | "int" | "float")) = super::several::builtin_type(&right.of_type) {
            let (before, _, _) = self.both_held(left, right);
            let raised = self.raised("TYPE_ERROR", &format!("argument of type '{name}' is not iterable"));
            return Some(super::several::within(&before, raised));
        }
        let (element, is_hashed) = match &right.of_type {
            Type::List(element) | Type::Sequence(element) => (element, false),
            Type::Set(element) | Type::FrozenSet(element) | Type::Dict(element, _) => (element, true),
            _ => return None,
        };
        if self.lower.fits(&left.of_type, element) || left.of_type.is_number() && element.is_number() {
            return None;
        }
        if self.has_parts(&left.of_type) {
            let right = right.clone();
            return Some(self.pair_by_part(left, &right, span, |inside, left, right| {
                inside.contains_value(left, right, false, span)
            }));
        }
        let kind = super::several::builtin_type(&left.of_type)?;
        if is_hashed && matches!(kind, "list" | "dict" | "set") {
            let (before, _, _) = self.both_held(left, right);
            let raised = self.raised("TYPE_ERROR", &format!("unhashable type: '{kind}'"));
            return Some(super::several::within(&before, raised));
        }
        if !self.is_other(&left.of_type, element) {
            return None;
        }
        let (before, _, _) = self.both_held(left, right);
        Some(super::several::within(&before, Value::new("false", Type::Bool)))
    }

    /// `left in text`, where the left side may be no text.
    fn in_text(&mut self, left: &Value, right: &Value, span: Span) -> Value {
        if self.has_parts(&left.of_type) {
            return self.pair_by_part(left, right, span, |inside, left, right| {
                inside.contains_value(left, right, false, span)
            });
        }
        let Some(name) = super::several::builtin_type(&left.of_type) else {
            return self.refuse(span, "`in` of a text is not translated for such a value yet");
        };
        let (before, _, _) = self.both_held(left, right);
        let raised = self.raised("TYPE_ERROR", &format!("'in <string>' requires string as left operand, not {name}"));
        super::several::within(&before, raised)
    }

    fn flipped(&mut self, left: &Value, right: &Value, span: Span) -> Value {
        let (before, left, right) = self.both_held(left, right);
        let value = self.by_part(&right, span, |inside, part| inside.contains_value(&left, part, false, span));
        super::several::within(&before, value)
    }

    /// Says whether values of two types are never equal, for all is known of both.
    pub(super) fn is_other(&self, one: &Type, other: &Type) -> bool {
        match (super::several::builtin_type(one), super::several::builtin_type(other)) {
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

    fn contains_key(&mut self, left: &Value, right: &Value, key: &Rc<Type>, span: Span) -> Value {
        let is_number = left.of_type.is_number() && key.is_number() && **key != Type::BigInt;
        let is_looked_up = is_number || self.is_tuple_of_named(&left.of_type, key);
        let left = if is_looked_up { left.clone() } else { self.convert(left.clone(), key, span) };
        self.tried(format!("{}.contains({})", right.receiver(), left.reference()), Type::Bool)
    }
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

/// Says whether values of these types can be equal.
pub(super) fn can_be_equal(one: &Type, other: &Type) -> bool {
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
