//! What compares and adds: `sorted`, `sum`, `min`, `max`, `any`, `all`.

use super::super::body::Body;
use super::super::call::{Arg, Given};
use super::super::text::Value;
use super::super::types::Type;
use crate::tree::{Expr, ExprKind, Span};
use std::rc::Rc;

impl<'a> Body<'_, 'a> {
    pub(super) fn reverse(&mut self, given: &Given<'a>) -> String {
        match given.named("reverse") {
            None => "false".to_owned(),
            Some(reverse) => {
                let value = self.argument(reverse);
                self.truth(&value)
            }
        }
    }

    /// A `key=` that is not None.
    pub(in crate::lower) fn key<'g>(&self, given: &'g Given<'a>) -> Option<&'g Arg<'a>> {
        given.named("key").filter(|key| !matches!(key, Arg::Expr(Expr { kind: ExprKind::None, .. })))
    }

    pub(super) fn sorted(&mut self, of: &Arg<'a>, given: &Given<'a>, expr: &'a Expr) -> Value {
        // Those that are equal by a key stay in the order in which they came.
        let iterable = match self.key(given) {
            Some(key) if !tells_apart(key) => self.iterable_argument(of, expr.span),
            _ => self.in_any_order(|inside| inside.iterable_argument(of, expr.span)),
        };
        let Some((iterable, element)) = iterable else {
            return Value::new("()", Type::Never);
        };
        let reverse = self.reverse(given);
        let of_type = Type::List(Rc::new(element.clone()));
        let Some(key) = self.key(given) else {
            return self.tried(format!("iter::builtins::sorted({iterable}, {reverse})"), of_type);
        };
        let Some((key, _)) = self.callback(key, &[element], true, expr) else { return Value::new("()", Type::Never) };
        self.tried(format!("iter::builtins::sorted_by_key({iterable}, {key}, {reverse})"), of_type)
    }

    pub(super) fn sum(&mut self, of: &Arg<'a>, start: Option<&Arg<'a>>, span: Span) -> Value {
        let head = match of {
            Arg::Expr(of) => match self.type_of(of) {
                Type::Instance(head) if !self.lower.is_named_tuple(head) => Some(head),
                _ => None,
            },
            _ => None,
        };
        if head.is_some_and(|head| self.lower.fields(head).iter().any(|(_, of_type)| *of_type == Type::BigInt)) {
            return self.refuse(span, "the sum of an object's ints is not translated yet beside ints beyond 64 bits");
        }
        let iterable = self.in_any_order(|inside| inside.iterable_argument(of, span));
        let Some((iterable, element)) = iterable else { return Value::new("()", Type::Never) };
        let start = match start {
            Some(start) => self.argument(start),
            None => Value::new("0", Type::Int),
        };
        if element == Type::Never {
            return Value::new(format!("{{ let _ = {iterable}; {} }}", start.owned()), start.of_type); // it is empty
        }
        let (start, add, of_type) = match (&start.of_type, &element) {
            (Type::Int, Type::Int) => (start.owned(), "int::add".to_owned(), Type::Int),
            (Type::Int | Type::BigInt, Type::BigInt) => (
                self.keep(&start, &Type::BigInt, span),
                "|sum: Int, item: Int| big::add(&sum, &item)".to_owned(),
                Type::BigInt,
            ),
            (Type::Int, Type::Bool) => {
                (start.owned(), "|sum, item: bool| int::add(sum, i64::from(item))".to_owned(), Type::Int)
            }
            (Type::BigInt, Type::Int) => {
                (start.owned(), "|sum: Int, item: i64| big::add(&sum, &Int::from(item))".to_owned(), Type::BigInt)
            }
            (Type::Float, Type::Float) => (start.owned(), "|sum, item: f64| Ok(sum + item)".to_owned(), Type::Float),
            (Type::Float, Type::Int) => {
                (start.owned(), "|sum, item: i64| Ok(sum + item as f64)".to_owned(), Type::Float)
            }
            (Type::Int | Type::Float | Type::Number, Type::Int | Type::Float | Type::Number) => (
                format!("Number::from({})", start.text),
                "|sum: Number, item| numeric::add(sum, item)".to_owned(),
                Type::Number,
            ),
            (Type::List(one), Type::List(other)) if one == other => {
                (start.owned(), "|sum, item| Ok(sum.concat(&item))".to_owned(), start.of_type.clone())
            }
            (_, Type::Instance(head)) if self.lower.is_int_enum(*head) => {
                let item = Value::place("item", element.clone());
                let plain = self.in_closure(|inside| inside.plain(&item, span));
                let rust = self.lower.rust_type(&element);
                let start = self.keep(&start, &Type::Int, span);
                (start, format!("|sum, item: {rust}| int::add(sum, {})", plain.text), Type::Int)
            }
            (Type::List(one), Type::List(other)) if **one == Type::Never && start.text.ends_with("::new()") => {
                let empty = format!("List::<{}>::new()", self.lower.rust_type(other));
                (empty, "|sum, item| Ok(sum.concat(&item))".to_owned(), element.clone())
            }
            (Type::Tuple(none), Type::Sequence(item)) if none.is_empty() => {
                let empty = format!("Sequence::<{}>::default()", self.lower.rust_type(item));
                (empty, "|sum, item| Ok(sum.concat(&item))".to_owned(), element.clone())
            }
            (Type::Tuple(none), Type::Tuple(members)) if none.is_empty() => {
                let Ok(item) = self.lower.types.joined_optional(members.clone()) else {
                    return self.refuse(span, "the sum of such values is not translated yet");
                };
                let sum = Type::Sequence(Rc::new(item));
                let one = Value::place("item", element.clone());
                let one = self.in_closure(|inside| inside.convert(one, &sum, span));
                let rust = self.lower.rust_type(&sum);
                let add =
                    format!("|sum: {rust}, item: {}| Ok(sum.concat(&{}))", self.lower.rust_type(&element), one.text);
                (format!("<{rust}>::default()"), add, sum)
            }
            (one, other) if self.has_parts(other) || self.has_parts(one) || self.adds_numbers(one, other) => {
                return self.sum_by_part(&iterable, &start, &element, span);
            }
            (Type::Instance(_) | Type::Library(..), _) => {
                let sum = start.of_type.clone();
                let (one, other) = (Value::place("sum", sum.clone()), Value::place("item", element.clone()));
                let added = self.in_closure(|inside| inside.binary(crate::tree::BinaryOp::Add, one, other, span));
                if added.of_type != sum {
                    return self.refuse(span, "the sum of such values is not translated yet");
                }
                let (rust, item) = (self.lower.rust_type(&sum), self.lower.rust_type(&element));
                (start.owned(), format!("|sum: {rust}, item: {item}| Ok({})", added.owned()), sum)
            }
            (Type::Str | Type::Bytes, _) => return self.refuse(span, "the sum of such values is not translated yet"),
            _ if self.has_parts(&element)
                || self.has_parts(&start.of_type)
                || super::super::several::builtin_type(&element).is_some() =>
            {
                return self.sum_by_part(&iterable, &start, &element, span);
            }
            _ => return self.refuse(span, "the sum of such values is not translated yet"),
        };
        self.tried(format!("iter::builtins::sum({iterable}, {start}, {add})"), of_type)
    }

    /// Says whether a sum of these has a type that neither of them is.
    pub(super) fn adds_numbers(&self, one: &Type, other: &Type) -> bool {
        one.is_number() && other.is_number() && [one, other].contains(&&Type::BigInt)
    }

    /// The sum of values of several types: it has a type that holds whatever comes out.
    pub(super) fn sum_by_part(&mut self, iterable: &str, start: &Value, element: &Type, span: Span) -> Value {
        const MOST_TYPES: usize = 6;
        let item = Value::place("item", element.clone());
        let mut of_type = start.of_type.clone();
        for _ in 0..MOST_TYPES {
            let sum = Value::place("sum", of_type.clone());
            let added = self.in_closure(|inside| inside.binary(crate::tree::BinaryOp::Add, sum, item.clone(), span));
            let given = Some(added.of_type.clone()).filter(|given| *given != Type::Never);
            let members = [of_type.clone()].into_iter().chain(given).collect();
            let Ok(joined) = self.lower.types.joined_optional(members) else { break };
            if joined == of_type {
                let added = self.in_closure(|inside| inside.keep(&added, &of_type, span));
                let (rust, item) = (self.lower.rust_type(&of_type), self.lower.rust_type(element));
                let add = format!("|sum: {rust}, item: {item}| Ok({added})");
                let start = self.keep(start, &of_type, span);
                return self.tried(format!("iter::builtins::sum({iterable}, {start}, {add})"), of_type);
            }
            of_type = joined;
        }
        self.refuse(span, "the sum of such values is not translated yet")
    }

    pub(super) fn extreme(&mut self, name: &str, given: &Given<'a>, expr: &'a Expr) -> Value {
        let Some((iterable, element)) = self.compared(given, expr) else { return Value::new("()", Type::Never) };
        let mut text = format!("iter::builtins::{name}");
        let mut arguments = iterable;
        if let Some(key) = self.key(given) {
            let Some((key, _)) = self.callback(key, std::slice::from_ref(&element), true, expr) else {
                return Value::new("()", Type::Never);
            };
            text.push_str("_by_key");
            arguments.push_str(&format!(", {key}"));
        }
        let Some(default) = given.named("default") else {
            return self.tried(format!("{text}({arguments})"), element);
        };
        if element == Type::Never {
            let default = self.argument(default); // there is nothing to compare
            return Value::new(format!("{{ let _ = {arguments}; {} }}", default.owned()), default.of_type);
        }
        let found = self.tried(format!("{text}_or({arguments})"), Type::Optional(Rc::new(element.clone())));
        let default = self.argument(default);
        if default.of_type == Type::None {
            return found;
        }
        let joined = self.lower.types.joined_optional(vec![element.clone(), default.of_type.clone()]);
        let Ok(joined) = joined else { return self.refuse(expr.span, "this default is not translated yet") };
        let default = self.keep(&default, &joined, expr.span);
        let value = Value::new("value", element);
        let value = self.keep(&value, &joined, expr.span);
        Value::new(format!("match {} {{ Some(value) => {value}, None => {default} }}", found.text), joined)
    }

    /// What `min` and `max` compare: the items of one argument, or all arguments.
    pub(super) fn compared(&mut self, given: &Given<'a>, expr: &'a Expr) -> Option<(String, Type)> {
        if let [of] = given.positional.as_slice() {
            return match self.key(given) {
                Some(key) if !tells_apart(key) => self.iterable_argument(of, expr.span),
                _ => self.in_any_order(|inside| inside.iterable_argument(of, expr.span)),
            };
        }
        let mut values = Vec::new();
        for argument in &given.positional {
            values.push(self.argument(argument));
        }
        let types = values.iter().map(|value| value.of_type.clone()).collect();
        let Ok(joined) = self.lower.types.joined_optional(types) else {
            self.refuse(expr.span, "values of such types are not compared yet");
            return None;
        };
        let texts: Vec<String> = values.iter().map(|value| self.keep(value, &joined, expr.span)).collect();
        Some((format!("iter::from_rust([{}].into_iter())", texts.join(", ")), joined))
    }

    pub(super) fn any_all(&mut self, name: &str, of: &Arg<'a>, span: Span) -> Value {
        let iterable = self.in_any_order(|inside| inside.iterable_argument(of, span));
        let Some((iterable, _)) = iterable else { return Value::new("()", Type::Never) };
        self.tried(format!("iter::builtins::{name}({iterable})"), Type::Bool)
    }
}

/// Says whether a key of a sort has the value itself in it, so that no two are equal by it.
fn tells_apart(key: &Arg<'_>) -> bool {
    let Arg::Expr(Expr { kind: ExprKind::Lambda(parameters, body), .. }) = key else { return false };
    let [parameter] = parameters.positional.as_slice() else { return false };
    let is_it = |expr: &Expr| matches!(&expr.kind, ExprKind::Name(name) if *name == parameter.name);
    match &body.kind {
        ExprKind::Tuple(members) => members.iter().any(is_it),
        _ => is_it(body),
    }
}
