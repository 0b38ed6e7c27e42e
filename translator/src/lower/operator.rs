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
        let value = if value.of_type == Type::Bool { self.convert(value, &Type::Int, span) } else { value };
        match (op, &value.of_type) {
            (UnaryOp::Minus, Type::Int) => self.tried(format!("int::neg({})", value.text), Type::Int),
            (UnaryOp::Minus, Type::Float) => {
                Value::bound(format!("-{}", value.within(Binding::Prefix)), Binding::Prefix, Type::Float)
            }
            (UnaryOp::Minus, Type::Number) => self.tried(format!("numeric::neg({})", value.text), Type::Number),
            (UnaryOp::Plus, Type::Int | Type::Float | Type::Number) => value,
            (UnaryOp::Invert, Type::Int) => self.tried(format!("int::invert({})", value.text), Type::Int),
            (op, Type::Instance(_)) => {
                let name = match op {
                    UnaryOp::Minus => "__neg__",
                    UnaryOp::Plus => "__pos__",
                    _ => "__invert__",
                };
                self.call_dunder(&value, name, &[], span).unwrap_or_else(|| self.refuse(span, "this operator"))
            }
            _ => self.refuse(span, "this operator is not translated for such a value yet"),
        }
    }

    pub(super) fn binary(&mut self, op: BinaryOp, left: Value, right: Value, span: Span) -> Value {
        let left = self.operand(left, span);
        let right = self.operand(right, span);
        match (&left.of_type, &right.of_type) {
            (Type::Instance(_), _) | (_, Type::Instance(_)) => self.object_operator(op, &left, &right, "", span),
            (one, other) if one.is_number() && other.is_number() => self.arithmetic(op, left, right, span),
            _ => self.of_sequences(op, &left, &right, span),
        }
    }

    /// An operand that may be None must be none.
    fn operand(&mut self, value: Value, span: Span) -> Value {
        match &value.of_type {
            Type::Optional(inner) => {
                let inner = (**inner).clone();
                self.convert(value, &inner, span)
            }
            _ => value,
        }
    }

    fn arithmetic(&mut self, op: BinaryOp, left: Value, right: Value, span: Span) -> Value {
        let types = [&left.of_type, &right.of_type];
        if types.contains(&&Type::Number) {
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
            (BinaryOp::Mod, Type::Str, _) => self.percent(left, right, span),
            (BinaryOp::Add, Type::List(one), Type::List(other)) if one == other => {
                Value::new(format!("{receiver}.concat({})", right.reference()), left.of_type.clone())
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
            (BinaryOp::Mul, Type::Sequence(_), Type::Int) => {
                self.tried(format!("{receiver}.repeat({})", right.text), left.of_type.clone())
            }
            (BinaryOp::Add, Type::Tuple(one), Type::Tuple(other)) => {
                let members: Vec<Type> = one.iter().chain(other).cloned().collect();
                let ones = (0..one.len()).map(|place| format!("one.{place}.clone()"));
                let others = (0..other.len()).map(|place| format!("other.{place}.clone()"));
                let parts = ones.chain(others).collect::<Vec<_>>().join(", ");
                let text = format!("{{ let (one, other) = ({}, {}); ({parts},) }}", left.owned(), right.owned());
                Value::new(text, Type::Tuple(members))
            }
            _ => self.refuse(span, "this operator is not translated for such values yet"),
        }
    }

    fn of_sets(&mut self, function: &str, left: &Value, right: &Value) -> Value {
        self.tried(format!("{}.{function}({})", left.receiver(), right.reference()), left.of_type.clone())
    }

    fn percent(&mut self, left: &Value, right: &Value, span: Span) -> Value {
        let operands = match &right.of_type {
            Type::Tuple(members) => {
                let parts: Vec<String> = (0..members.len()).map(|place| format!("&values.{place}")).collect();
                format!("format::percent::Operands::Tuple(&[{}])", parts.join(", "))
            }
            Type::Dict(..) => return self.refuse(span, "`%` with a dict is not translated yet"),
            Type::Sequence(_) | Type::Known | Type::Union(_) => {
                return self.refuse(span, "`%` with such a value is not translated yet");
            }
            _ => "format::percent::Operands::One(&values)".to_owned(),
        };
        let text = format!(
            "{{ let values = {}; format::percent::format({}, {operands}) }}",
            right.owned(),
            str_reference(left)
        );
        self.tried(text, Type::Str)
    }

    /// `left op= right` where that changes an object: the statement.
    pub(super) fn in_place(&mut self, left: &Value, op: BinaryOp, right: &Value) -> Option<String> {
        let receiver = left.receiver();
        let text = match (op, &left.of_type, &right.of_type) {
            (BinaryOp::Add, Type::List(_), _) => {
                let (iterable, _) = self.iterable(right, Span { start: 0, end: 0 })?;
                format!("{receiver}.extend({iterable})")
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
            (BinaryOp::BitOr, Type::Dict(..), Type::Dict(..)) => format!("{receiver}.update({})", right.reference()),
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

    fn is(&mut self, left: &Value, right: &Value, span: Span) -> Value {
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
            (Type::Library(one, _), Type::Library(other, _)) if one == other && matches!(&**one, "Task" | "Future") => {
                let text = self.fallible(&format!("{receiver}.equal({})", right.reference()));
                return Value::new(text, Type::Bool);
            }
            _ => return self.refuse(span, "`is` is not translated for such values yet"),
        };
        Value::new(text, Type::Bool)
    }

    pub(super) fn equal(&mut self, left: &Value, right: &Value, span: Span) -> Value {
        let is_plain = |of_type: &Type| matches!(of_type, Type::Int | Type::Float | Type::Bool | Type::Str);
        if let Some(value) = self.equal_objects(left, right, span) {
            return value;
        }
        let (one, other) = (&left.of_type, &right.of_type);
        if one == other && is_plain(one) {
            let (left, right) = (left.within(Binding::Prefix), plain_text(right));
            return Value::bound(format!("{left} == {right}"), Binding::Comparison, Type::Bool);
        }
        match (one, other) {
            (Type::Known | Type::Function(..), _) | (_, Type::Known | Type::Function(..)) => {
                self.refuse(span, "functions and classes are not compared yet")
            }
            (Type::Union(_), Type::Union(_)) if one == other => self.equal_by_trait(left, right),
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
            _ => Value::new(format!("{{ {}; {}; false }}", left.reference(), right.reference()), Type::Bool),
        }
    }

    fn equal_by_trait(&mut self, left: &Value, right: &Value) -> Value {
        self.tried(format!("{}.equal({})", left.receiver(), right.reference()), Type::Bool)
    }

    pub(super) fn order(&mut self, left: &Value, op: CompareOp, right: &Value, span: Span) -> Value {
        let (operator, variant) = match op {
            CompareOp::Less => ("<", "Less"),
            CompareOp::LessEqual => ("<=", "LessEqual"),
            CompareOp::Greater => (">", "Greater"),
            _ => (">=", "GreaterEqual"),
        };
        let left = self.operand(left.clone(), span);
        let right = self.operand(right.clone(), span);
        if let Some(value) = self.order_objects(&left, op, &right, span) {
            return value;
        }
        match (&left.of_type, &right.of_type) {
            (Type::Int, Type::Int) | (Type::Float, Type::Float) | (Type::Str, Type::Str) => {
                let (left, right) = (left.within(Binding::Prefix), right.within(Binding::Prefix));
                Value::bound(format!("{left} {operator} {right}"), Binding::Comparison, Type::Bool)
            }
            (Type::Known, _) | (_, Type::Known) => self.refuse(span, "functions and classes have no order"),
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
        let receiver = right.receiver();
        let value = match &right.of_type {
            Type::Dict(key, _) => self.contains_key(left, right, key, span),
            Type::Set(key) | Type::FrozenSet(key) => self.contains_key(left, right, key, span),
            Type::Sequence(element)
                if left.of_type == **element || can_be_equal(left.of_type.inner(), element.inner()) =>
            {
                self.tried(format!("{receiver}.contains({})", left.reference()), Type::Bool)
            }
            Type::Bytes if left.of_type == Type::Bytes => {
                Value::new(format!("{receiver}.contains_bytes({})", left.reference()), Type::Bool)
            }
            Type::Bytes if left.of_type == Type::Int => {
                self.tried(format!("{receiver}.contains_int({})", left.text), Type::Bool)
            }
            Type::List(element) => {
                if can_be_equal(left.of_type.inner(), element.inner())
                    || left.of_type == **element
                    || matches!(**element, Type::Union(_))
                {
                    let left = if matches!(**element, Type::Union(_)) {
                        self.convert(left.clone(), element, span)
                    } else {
                        left.clone()
                    };
                    self.tried(format!("{receiver}.contains({})", left.reference()), Type::Bool)
                } else {
                    Value::new("false", Type::Bool)
                }
            }
            Type::Str => Value::new(format!("{receiver}.contains_text({})", str_reference(left)), Type::Bool),
            Type::Range if left.of_type == Type::Int => {
                Value::new(format!("{receiver}.contains({})", left.text), Type::Bool)
            }
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
                ("DictValues", _) => self.tried(format!("{receiver}.contains({})", left.reference()), Type::Bool),
                _ => self.refuse(span, "`in` is not translated for such a value yet"),
            },
            Type::Lazy(_) | Type::Iterator(_) | Type::Tuple(_) => {
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
            _ => self.refuse(span, "`in` is not translated for such a value yet"),
        };
        if negates { super::expr::negated(&value) } else { value }
    }

    fn contains_key(&mut self, left: &Value, right: &Value, key: &Rc<Type>, span: Span) -> Value {
        let is_number = left.of_type.is_number() && key.is_number();
        let left = if is_number { left.clone() } else { self.convert(left.clone(), key, span) };
        self.tried(format!("{}.contains({})", right.receiver(), left.reference()), Type::Bool)
    }
}

/// Says whether values of these types can be equal.
fn can_be_equal(one: &Type, other: &Type) -> bool {
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

pub(super) fn method_of(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "__add__",
        BinaryOp::Sub => "__sub__",
        BinaryOp::Mul => "__mul__",
        BinaryOp::MatMul => "__matmul__",
        BinaryOp::Div => "__truediv__",
        BinaryOp::FloorDiv => "__floordiv__",
        BinaryOp::Mod => "__mod__",
        BinaryOp::Pow => "__pow__",
        BinaryOp::LeftShift => "__lshift__",
        BinaryOp::RightShift => "__rshift__",
        BinaryOp::BitAnd => "__and__",
        BinaryOp::BitOr => "__or__",
        BinaryOp::BitXor => "__xor__",
    }
}
