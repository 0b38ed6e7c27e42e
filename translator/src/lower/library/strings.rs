//! `string`, `os` and `os.path`.

use super::super::body::Body;
use super::super::call::{Arg, Given};
use super::super::text::{Value, literal};
use super::super::types::Type;
use super::Row;
use crate::tree::Expr;
use std::rc::Rc;

pub(super) const CALLS: &[Row] = &[
    ("string.capwords/1", "<pyrt::string::capwords({0:text}, None)>", ""),
    ("string.capwords/2", "<pyrt::string::capwords({0:text}, Some({1:S}))>", ""),
    ("string.Template/1", "pyrt::string::Template::new({0:})", ""),
    ("os.getpid/0", "pyrt::os::getpid()", ""),
    ("os.urandom/1", "<pyrt::os::urandom({0:int})>", ""),
    ("os.path.basename/1", "pyrt::os::basename({0:s})", ""),
    ("os.path.dirname/1", "pyrt::os::dirname({0:s})", ""),
    ("os.path.exists/1", "pyrt::os::exists({0:s})", ""),
    ("os.path.isabs/1", "pyrt::os::isabs({0:s})", ""),
    ("os.path.isdir/1", "pyrt::os::isdir({0:s})", ""),
    ("os.path.isfile/1", "pyrt::os::isfile({0:s})", ""),
    ("os.path.normpath/1", "pyrt::os::normpath({0:s})", ""),
    ("os.path.split/1", "pyrt::os::split({0:s})", ""),
    ("os.path.splitext/1", "pyrt::os::splitext({0:s})", ""),
];

pub(super) fn rust_type(name: &str) -> Option<&'static str> {
    match name {
        "Template" => Some("pyrt::string::Template"),
        // There is one.
        "Environ" => Some("()"),
        _ => None,
    }
}

impl<'a> Body<'_, 'a> {
    pub(super) fn of_strings(
        &mut self,
        key: &str,
        object: Option<&Value>,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Option<Value> {
        let span = expr.span;
        if given.star.is_some() || given.has_double_star {
            return None;
        }
        Some(match (key, object, given.positional.as_slice()) {
            ("os.path.join", _, parts) => {
                let mut texts = Vec::new();
                for part in parts {
                    let value = self.argument(part);
                    let value = self.convert(value, &Type::Str, span);
                    texts.push(super::super::operator::str_slice(&value));
                }
                Value::new(format!("pyrt::os::join(&[{}])", texts.join(", ")), Type::Str)
            }
            ("os.getenv" | "Environ.get", _, [name, default @ ..]) if given.named.is_empty() => {
                let name = self.str_of(name, span);
                let some = Value::new(format!("pyrt::os::getenv({name})"), Type::Optional(Rc::new(Type::Str)));
                match default {
                    [] => some,
                    [default] => self.or_default(&some, default, expr)?,
                    _ => return None,
                }
            }
            ("Template.substitute" | "Template.safe_substitute", Some(template), mapping) if mapping.len() < 2 => {
                let is_safe = key.ends_with("safe_substitute");
                self.substitute(template, mapping.first(), given, is_safe, expr)?
            }
            _ => return None,
        })
    }

    /// What stands in a variable of the environment, or a default.
    fn or_default(&mut self, some: &Value, default: &Arg<'a>, expr: &'a Expr) -> Option<Value> {
        let default = self.argument(default);
        match &default.of_type {
            Type::Str => Some(Value::new(
                format!("match {} {{ Some(value) => value, None => {} }}", some.text, default.owned()),
                Type::Str,
            )),
            Type::None => Some(some.clone()),
            _ => {
                let of_type = self.type_of(expr);
                let value = Value::new("value", Type::Str);
                let value = self.keep(&value, &of_type, expr.span);
                let default = self.keep(&default, &of_type, expr.span);
                Some(Value::new(
                    format!("match {} {{ Some(value) => {value}, None => {default} }}", some.text),
                    of_type,
                ))
            }
        }
    }

    /// `template.substitute(mapping, name=value)`
    fn substitute(
        &mut self,
        template: &Value,
        mapping: Option<&Arg<'a>>,
        given: &Given<'a>,
        is_safe: bool,
        expr: &'a Expr,
    ) -> Option<Value> {
        let mut named = Vec::new();
        let mut before = String::new();
        if let Some(mapping) = mapping {
            let mapping = self.argument(mapping);
            let Type::Dict(key, _) = &mapping.of_type else { return None };
            if **key != Type::Str {
                return None;
            }
            let items = self.fallible(&format!("iter::vec({}.items())", mapping.receiver()));
            before = format!("let items = {items}; ");
        }
        for (name, argument) in &given.named {
            let value = self.argument(argument);
            named.push(format!("({}, {})", literal(name), self.shown(&value, expr.span)));
        }
        let named = named.join(", ");
        let receiver = template.receiver();
        if before.is_empty() {
            return Some(self.tried(format!("{receiver}.substitute(&[{named}], {is_safe})"), Type::Str));
        }
        if !given.named.is_empty() {
            return None;
        }
        let all = "items.iter().map(|(name, value)| (name.as_str(), value as &dyn Object)).collect::<Vec<_>>()";
        Some(self.tried(format!("{{ {before}{receiver}.substitute(&{all}, {is_safe}) }}"), Type::Str))
    }
}
