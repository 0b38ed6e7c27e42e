//! Operators of the program's objects.
//!
//! # How it works
//!
//! The left operand's method is asked, then the reflected one of the right operand; where a method may give NotImplemented, that is seen when
//! the program runs, and then the next is asked. What has no method raises as in Python.

use super::body::Body;
use super::text::{Value, literal};
use super::types::Type;
use crate::tree::{BinaryOp, CompareOp, Span};

impl Body<'_, '_> {
    /// `left op= right`, where that is no change in place.
    pub(super) fn augmented(&mut self, op: BinaryOp, left: Value, right: Value, span: Span) -> Value {
        let name = op.methods().2;
        match left.of_type {
            Type::Instance(head) if self.lower.is_lacked(head, name) => {
                self.refuse(span, format!("not every class of this object has `{name}`: not translated here yet"))
            }
            Type::Instance(head) if self.lower.family_has(head, name) => {
                let value = self.call_dunder(&left, name, std::slice::from_ref(&right), span);
                value.unwrap_or_else(|| self.refuse(span, "this operator"))
            }
            Type::Instance(_) => self.object_operator(op, &left, &right, "=", span),
            _ => match right.of_type {
                Type::Instance(_) => self.object_operator(op, &left, &right, "=", span),
                _ => self.binary(op, left, right, span),
            },
        }
    }

    pub(super) fn object_operator(
        &mut self,
        op: BinaryOp,
        left: &Value,
        right: &Value,
        suffix: &str,
        span: Span,
    ) -> Value {
        if let Some(value) = self.flag_operator(op, left, right, span) {
            return value;
        }
        let (left, right) = (self.plain(left, span), self.plain(right, span));
        if !matches!((&left.of_type, &right.of_type), (Type::Instance(_), _) | (_, Type::Instance(_))) {
            return self.binary(op, left, right, span);
        }
        let reflected = op.methods().1;
        let symbol = format!("{}{suffix}", symbol(op));
        let raised = |left: &Value, right: &Value| {
            let (one, other) = (left.receiver(), right.receiver());
            format!("Err(instance::unsupported({}, {one}.type_name(), {other}.type_name()))", literal(&symbol))
        };
        self.either(&left, op.methods().0, &right, reflected, &raised, span)
    }

    /// The left operand's method, or else the right one's.
    fn either(
        &mut self,
        left: &Value,
        method: &str,
        right: &Value,
        reflected: &str,
        raised: &dyn Fn(&Value, &Value) -> String,
        span: Span,
    ) -> Value {
        let (of_left, of_right) = (self.asks(left, method), self.asks(right, reflected));
        if left.of_type == right.of_type && of_right.is_some() && self.has_subclasses(left) {
            return self
                .refuse(span, "an operator of which a subclass may have the reflected one is not translated yet");
        }
        if of_left == Some(false) {
            let value = self.call_dunder(left, method, std::slice::from_ref(right), span);
            return value.unwrap_or_else(|| self.refuse(span, "this operator"));
        }
        let (one, other) = (self.temporary("left"), self.temporary("right"));
        let bound = format!("let {one} = {}; let {other} = {}; ", left.owned(), right.owned());
        let (left, right) = (Value::place(one, left.of_type.clone()), Value::place(other, right.of_type.clone()));
        let mut text = raised(&left, &right);
        let mut of_type = None;
        // Of one type, the reflected method is not asked.
        if of_right.is_some() && left.of_type != right.of_type {
            let Some((raw, given)) = self.call_dunder_raw(&right, reflected, std::slice::from_ref(&left), span) else {
                return self.refuse(span, "this operator");
            };
            text = if of_right == Some(true) { or_else(&raw, &text) } else { raw };
            of_type = Some(given);
        }
        if of_left.is_some() {
            let Some((raw, given)) = self.call_dunder_raw(&left, method, std::slice::from_ref(&right), span) else {
                return self.refuse(span, "this operator");
            };
            if of_type.is_some_and(|of_type| of_type != given) {
                return self.refuse(span, "an operator whose two methods give different types is not translated yet");
            }
            text = or_else(&raw, &text);
            of_type = Some(given);
        }
        let of_type = of_type.unwrap_or(Type::Never);
        let rust = self.lower.rust_type(&of_type);
        let tried = self.fallible(&format!("result_{one}", one = left.text));
        Value::new(format!("{{ {bound}let result_{}: Py<{rust}> = {text}; {tried} }}", left.text), of_type).may_raise()
    }

    /// Says whether an operand has a method, and whether that may give NotImplemented.
    fn asks(&self, operand: &Value, method: &str) -> Option<bool> {
        let Type::Instance(head) = operand.of_type else { return None };
        let family = self.lower.family(head);
        let found: Vec<_> = family.iter().filter_map(|class| self.lower.find_method(*class, method)).collect();
        let is_lacked = found.len() < family.len();
        (!found.is_empty()).then(|| is_lacked || found.iter().any(|(_, item)| self.lower.gives_not_implemented(*item)))
    }

    fn has_subclasses(&self, operand: &Value) -> bool {
        matches!(operand.of_type, Type::Instance(head) if self.lower.family(head).len() > 1)
    }

    /// `left == right`, where one is an object with an `__eq__` and the other of another type.
    pub(super) fn equal_objects(&mut self, left: &Value, right: &Value, span: Span) -> Option<Value> {
        if left.of_type == right.of_type {
            return None;
        }
        if self.is_plain_member(left) || self.is_plain_member(right) {
            let (left, right) = (self.plain(left, span), self.plain(right, span));
            return Some(self.equal(&left, &right, span));
        }
        let has_equal = (self.asks(left, "__eq__").is_some(), self.asks(right, "__eq__").is_some());
        let is_same =
            |one: &Value, other: &Value| matches!(&other.of_type, Type::Optional(inner) if **inner == one.of_type);
        let (object, other) = match has_equal {
            (false, false) => return None,
            _ if is_same(left, right) || is_same(right, left) => return None,
            (true, true) => return Some(self.refuse(span, "objects of unrelated classes are not compared yet")),
            (true, false) => (left, right),
            (false, true) => (right, left),
        };
        if matches!(other.of_type, Type::Union(_)) {
            return None;
        }
        let (one, another) = (self.temporary("left"), self.temporary("right"));
        let bound = format!("let {one} = {}; let {another} = {}; ", left.owned(), right.owned());
        let held = |value: &Value| {
            Value::place(if std::ptr::eq(value, left) { one.clone() } else { another.clone() }, value.of_type.clone())
        };
        let (object, other) = (held(object), held(other));
        let (raw, of_type) = self.call_dunder_raw(&object, "__eq__", std::slice::from_ref(&other), span)?;
        if of_type != Type::Bool {
            return Some(self.refuse(span, "an `__eq__` that gives no bool is not translated here yet"));
        }
        let tried = self.fallible(&format!("instance::or_none({raw})"));
        Some(Value::new(format!("{{ {bound}{tried}.unwrap_or(false) }}"), Type::Bool))
    }

    /// `left < right` and its like, where one is an object and the other of another type.
    pub(super) fn order_objects(&mut self, left: &Value, op: CompareOp, right: &Value, span: Span) -> Option<Value> {
        if self.is_plain_member(left) || self.is_plain_member(right) {
            let (left, right) = (self.plain(left, span), self.plain(right, span));
            return Some(self.order(&left, op, &right, span));
        }
        let is_object = matches!(left.of_type, Type::Instance(_)) || matches!(right.of_type, Type::Instance(_));
        if !is_object || left.of_type == right.of_type {
            return None;
        }
        let (symbol, method, reflected) = match op {
            CompareOp::Less => ("<", "__lt__", "__gt__"),
            CompareOp::LessEqual => ("<=", "__le__", "__ge__"),
            CompareOp::Greater => (">", "__gt__", "__lt__"),
            _ => (">=", "__ge__", "__le__"),
        };
        let raised = |left: &Value, right: &Value| {
            let (one, other) = (left.receiver(), right.receiver());
            format!("Err(instance::no_order({}, {one}.type_name(), {other}.type_name()))", literal(symbol))
        };
        let value = self.either(left, method, right, reflected, &raised, span);
        if value.of_type == Type::Never {
            return Some(Value::new(format!("never::<bool>({})", value.text), Type::Bool));
        }
        Some(Value::new(self.truth(&value), Type::Bool))
    }
}

/// A text that gives a `Py`, or another where that gave NotImplemented.
fn or_else(raw: &str, other: &str) -> String {
    format!(
        "match instance::or_none({raw}) {{ Ok(Some(value)) => Ok(value), Ok(None) => {other}, Err(exc) => Err(exc) }}"
    )
}

/// As CPython's messages have it.
fn symbol(op: BinaryOp) -> &'static str {
    if op == BinaryOp::Pow { "** or pow()" } else { op.sign() }
}
