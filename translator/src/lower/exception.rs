//! Classes of exceptions, and what is asked of exceptions.

use super::Lower;
use super::body::Body;
use super::call::Given;
use super::text::{Value, literal};
use super::types::Type;
use crate::analyse::types::{Item, Kind};
use crate::tree::{Class, Expr, Name, Span, StmtKind};
use std::rc::Rc;

impl<'a> Lower<'a> {
    /// A class of exceptions is a static.
    pub(super) fn exception_class(&self, class: &'a Class, item: Item) {
        let mut statics = Vec::new();
        for base in &class.bases {
            let kind = self.inferred.expression(base.value.id).and_then(|node| self.known(node));
            if let Some(Kind::Class(base)) = kind {
                statics.extend(self.exception_static(base).map(|name| format!("&{name}")));
            }
        }
        for stmt in &class.body {
            if let StmtKind::Function(function) = &stmt.kind {
                self.refuse(function.name_span, "methods of exceptions are not translated yet");
            }
        }
        let Some(name) = self.exception_static(item) else { return };
        let text =
            format!("pub static {name}: Class = Class::new({}, &[{}]);\n", literal(&class.name), statics.join(", "));
        self.add_item(text);
    }
}

impl<'a> Body<'_, 'a> {
    pub(super) fn make_exception(&mut self, class: &str, given: &Given<'a>, expr: &'a Expr) -> Value {
        if !given.named.is_empty() || given.star.is_some() {
            return self.refuse(expr.span, "exceptions are made with plain arguments only");
        }
        let mut texts = Vec::new();
        for argument in &given.positional {
            let value = self.argument(argument);
            if value.of_type == Type::Known {
                return self.refuse(expr.span, "functions and classes are no arguments of exceptions yet");
            }
            texts.push(match value.of_type {
                Type::Str | Type::Int | Type::Bool => value.owned(),
                _ => format!("Shown({})", value.owned()),
            });
        }
        let arguments = match texts.as_slice() {
            [] => "()".to_owned(),
            [only] => only.clone(),
            [one, other] => format!("({one}, {other})"),
            _ => return self.refuse(expr.span, "exceptions of more than two arguments are not translated yet"),
        };
        Value::new(format!("Exc::new(&{class}, {arguments})"), Type::Exception)
    }

    pub(super) fn exception_attribute(&mut self, object: &Value, name: &Name, span: Span) -> Value {
        let receiver = object.receiver();
        match &**name {
            "__cause__" => Value::new(format!("{receiver}.cause()"), Type::Optional(Rc::new(Type::Exception))),
            "__context__" => Value::new(format!("{receiver}.context()"), Type::Optional(Rc::new(Type::Exception))),
            "exceptions" => Value::new(
                format!("Sequence::from({receiver}.members().to_vec())"),
                Type::Sequence(Rc::new(Type::Exception)),
            ),
            "message" => Value::new(
                format!("Str::from({receiver}.args().first().map_or_else(String::new, |text| text.str()))"),
                Type::Str,
            ),
            _ => self.refuse(span, format!("`{name}` of an exception is not translated yet")),
        }
    }
}
