//! Methods of generators and asynchronous generators.

use super::body::Body;
use super::call::{Arg, Given};
use super::text::Value;
use super::types::Type;
use crate::tree::{Expr, Name};
use std::rc::Rc;

/// What is sent may be None: then that is the same as `next`, also where the generator has not begun.
pub(super) fn or_none(value: &str, sent: &Type, next: &str, send: &str) -> String {
    match sent {
        Type::None | Type::Never if value == "()" => next.to_owned(),
        Type::None | Type::Never => format!("{{ {value}; {next} }}"),
        _ if value == "None" => next.to_owned(),
        Type::Optional(_) if value.starts_with("Some(") => send.replace("{}", value),
        Type::Optional(_) => format!("(match {value} {{ None => {next}, value => {} }})", send.replace("{}", "value")),
        _ => send.replace("{}", value),
    }
}

impl<'a> Body<'_, 'a> {
    pub(super) fn generator_method(&mut self, object: &Value, name: &Name, given: &Given<'a>, expr: &'a Expr) -> Value {
        let Type::Generator(yields, sent, _) = object.of_type.clone() else {
            return self.refuse(expr.span, "this call");
        };
        let reference = object.reference();
        match (&**name, self.only_positional(given).as_slice()) {
            ("send", [value]) => {
                let value = self.kept_argument(value, &sent, expr.span);
                let (next, send) = (format!("aio::next({reference})"), format!("aio::send({reference}, {{}})"));
                let text = or_none(&value, &sent, &next, &send);
                self.tried(text, (*yields).clone())
            }
            ("throw", arguments @ [_] | arguments @ [_, _]) => match self.thrown(arguments, expr.span) {
                Some(exc) => self.tried(format!("aio::throw({reference}, {exc})"), (*yields).clone()),
                None => self.refuse(expr.span, "this is not thrown yet"),
            },
            ("close", []) => self.tried(format!("{}.close()", object.receiver()), Type::None),
            ("__next__", []) => self.tried(format!("aio::next({reference})"), (*yields).clone()),
            ("__iter__", []) => object.clone(),
            _ => self.refuse(expr.span, format!("`generator.{name}` with these arguments is not translated yet")),
        }
    }

    pub(super) fn async_generator_method(
        &mut self,
        object: &Value,
        name: &Name,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Value {
        let Type::AsyncGenerator(yields, sent) = object.of_type.clone() else {
            return self.refuse(expr.span, "this call");
        };
        let (text, gives) = match (&**name, self.only_positional(given).as_slice()) {
            ("asend", [value]) => {
                let value = self.kept_argument(value, &sent, expr.span);
                let receiver = object.receiver();
                let (next, send) = (format!("{receiver}.anext()"), format!("{receiver}.asend({{}})"));
                return Value::new(or_none(&value, &sent, &next, &send), Type::Awaitable(yields));
            }
            ("athrow", arguments @ [_] | arguments @ [_, _]) => match self.thrown(arguments, expr.span) {
                Some(exc) => (format!("athrow({exc})"), (*yields).clone()),
                None => return self.refuse(expr.span, "this is not thrown yet"),
            },
            ("aclose", []) => ("aclose()".to_owned(), Type::None),
            ("__anext__", []) => ("anext()".to_owned(), (*yields).clone()),
            ("__aiter__", []) => return object.clone(),
            _ => {
                return self
                    .refuse(expr.span, format!("`async_generator.{name}` with these arguments is not translated yet"));
            }
        };
        Value::new(format!("{}.{text}", object.receiver()), Type::Awaitable(Rc::new(gives)))
    }

    pub(super) fn only_positional(&self, given: &Given<'a>) -> Vec<Arg<'a>> {
        let is_plain = given.named.is_empty() && given.stars.is_empty() && !given.has_double_star;
        if is_plain { given.positional.clone() } else { vec![Arg::Value(Value::new("()", Type::None)); 9] }
    }
}
