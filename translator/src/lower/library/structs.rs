//! `struct`.
//!
//! # How it works
//!
//! What is packed is checked by the library when the program runs. Of what is unpacked inference knows the types, by the format: each value
//! is taken as what it is.

use super::super::body::Body;
use super::super::call::Given;
use super::super::text::Value;
use super::super::types::Type;
use crate::tree::{Expr, Span};

impl<'a> Body<'_, 'a> {
    pub(super) fn of_structs(
        &mut self,
        key: &str,
        object: Option<&Value>,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Option<Value> {
        let (class, name) = key.split_once('.')?;
        if !matches!((class, object), ("struct", None) | ("Struct", Some(_))) || given.has_double_star {
            return None;
        }
        let mut rest = given.clone();
        let format = match object {
            Some(object) => format!("{}.as_str()", object.receiver()),
            None if rest.positional.is_empty() => return None,
            None => self.str_of(&rest.positional.remove(0), expr.span),
        };
        if name == "pack" {
            let fields = self.fields(&rest, expr.span)?;
            return Some(self.tried(format!("pyrt::structs::pack({format}, {fields})"), Type::Bytes));
        }
        if given.star.is_some() || !given.stars.is_empty() {
            return None;
        }
        match (name, rest.positional.as_slice(), rest.named.as_slice()) {
            ("calcsize", [], []) => Some(self.tried(format!("pyrt::structs::calcsize({format})"), Type::Int)),
            ("Struct", [], []) => {
                let of_type = self.type_of(expr);
                Some(self.tried(format!("pyrt::structs::Struct::new({format})"), of_type))
            }
            ("unpack", [bytes], []) => {
                let bytes = self.kept_argument(bytes, &Type::Bytes, expr.span);
                self.unpack_by(&format!("pyrt::structs::unpack({format}, {bytes}.as_slice())"), expr)
            }
            ("unpack_from", [bytes, offset @ ..], named) => {
                let bytes = self.kept_argument(bytes, &Type::Bytes, expr.span);
                let offset = match (offset, named) {
                    ([], []) => "0".to_owned(),
                    ([offset], []) => self.kept_argument(offset, &Type::Int, expr.span),
                    ([], [(name, offset)]) if &**name == "offset" => self.kept_argument(offset, &Type::Int, expr.span),
                    _ => return None,
                };
                self.unpack_by(&format!("pyrt::structs::unpack_from({format}, {bytes}.as_slice(), {offset})"), expr)
            }
            ("iter_unpack", [bytes], []) => {
                let bytes = self.kept_argument(bytes, &Type::Bytes, expr.span);
                let Type::Iterator(element) = self.type_of(expr) else { return None };
                let taken = taken(&element)?;
                let rows = self.fallible(&format!("pyrt::structs::iter_unpack({format}, &{bytes})"));
                let next = format!("Some(fields) => {{ let mut fields = fields?; Some({taken}) }}, None => None");
                let iter = format!("iter::from_fn(move || Ok(match rows.next()? {{ {next} }}))");
                Some(Value::new(format!("{{ let mut rows = {rows}; {iter} }}"), Type::Lazy(element)))
            }
            _ => None,
        }
    }

    fn unpack_by(&mut self, call: &str, expr: &'a Expr) -> Option<Value> {
        let of_type = self.type_of(expr);
        let fields = self.fallible(call);
        let taken = taken(&of_type)?;
        let tuple = self.fallible(&format!("(|| -> Py<_> {{ Ok({taken}) }})()"));
        Some(Value::new(format!("{{ let mut fields = {fields}; {tuple} }}"), of_type))
    }

    /// All arguments, each as the field that it is.
    fn fields(&mut self, given: &Given<'a>, span: Span) -> Option<String> {
        if !given.named.is_empty() || given.stars.len() > usize::from(given.star.is_some()) {
            return None;
        }
        let mut fields = Vec::new();
        for argument in &given.positional {
            let value = self.argument(argument);
            fields.push(self.field(&value)?);
        }
        let fields = fields.join(", ");
        let Some(star) = given.star else { return Some(format!("&[{fields}]")) };
        let star = self.expr(star);
        let (iterable, element) = self.iterable(&star, span)?;
        let variant = variant(&element)?;
        let more = self.fallible(&format!("iter::vec({iterable})"));
        let all = format!("let mut fields = vec![{fields}]; fields.extend({more}.into_iter().map({variant}))");
        Some(format!("&{{ {all}; fields }}"))
    }

    fn field(&mut self, value: &Value) -> Option<String> {
        if let Some(variant) = variant(&value.of_type) {
            return Some(format!("{variant}({})", value.owned()));
        }
        if !matches!(value.of_type, Type::Str | Type::None | Type::List(_) | Type::Dict(..)) {
            return None;
        }
        Some(format!("pyrt::structs::Field::Other({})", self.truth(value)))
    }
}

/// The variant of `Field` for a type.
fn variant(of_type: &Type) -> Option<&'static str> {
    Some(match of_type {
        Type::Int => "pyrt::structs::Field::Int",
        Type::Bool => "pyrt::structs::Field::Bool",
        Type::Float => "pyrt::structs::Field::Float",
        Type::Bytes => "pyrt::structs::Field::Bytes",
        _ => return None,
    })
}

/// The method that takes a field of a type.
fn method(of_type: &Type) -> Option<&'static str> {
    Some(match of_type {
        Type::Int => "int",
        Type::Bool => "bool",
        Type::Float => "float",
        Type::Bytes => "bytes",
        _ => return None,
    })
}

/// The tuple that is taken of `fields`.
fn taken(of_type: &Type) -> Option<String> {
    match of_type {
        Type::Tuple(members) if !members.is_empty() => {
            let parts = members.iter().map(|member| Some(format!("fields.{}()?,", method(member)?)));
            Some(format!("({})", parts.collect::<Option<Vec<_>>>()?.join(" ")))
        }
        Type::Sequence(element) => Some(format!("fields.rest(pyrt::structs::Fields::{})?", method(element)?)),
        _ => None,
    }
}
