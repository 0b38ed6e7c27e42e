//! Functions that remember what they gave: `functools.cache` and `lru_cache`.
//!
//! # How it works
//!
//! The function is written under another name; under its own stands one that looks into a dict first, by a tuple of the arguments. Where the
//! cache has a size, what was used last stands last in the dict.
//!
//! - **I1** Arguments come by position and without defaults: `f(1)` and `f(x=1)` are two entries in Python.

use super::Lower;
use super::body::Form;
use super::class::decorator_name;
use super::text::identifier;
use super::types::Type;
use crate::analyse::infer::Callable;
use crate::analyse::types::Item;
use crate::tree::{Argument, ArgumentKind, ExprKind, Function};
use std::rc::Rc;

impl<'a> Lower<'a> {
    /// How many entries the cache of a function has, where it has one that is translated: none for any number.
    pub(super) fn cache_of(&self, item: Item, callable: &Callable, function: &Function) -> Option<Option<i64>> {
        let [decorator] = function.decorators.as_slice() else { return None };
        let size = match (decorator_name(decorator), &decorator.kind) {
            ("cache", ExprKind::Name(_) | ExprKind::Attribute(..)) if self.is_of_functools(decorator) => None,
            ("lru_cache", ExprKind::Call(of, arguments)) if self.is_of_functools(of) => match arguments.as_slice() {
                [] => Some(128),
                [Argument { kind: ArgumentKind::Positional, value, .. }] => size_of(&value.kind)?,
                [Argument { kind: ArgumentKind::Named(name), value, .. }] if &**name == "maxsize" => {
                    size_of(&value.kind)?
                }
                _ => return None,
            },
            _ => return None,
        };
        let parameters = &function.parameters;
        let is_plain = parameters.star.is_none()
            && parameters.double_star.is_none()
            && parameters.named_only.is_empty()
            && parameters.positional.iter().all(|parameter| parameter.default.is_none());
        let is_hashed = callable.positional.iter().all(|(_, node)| self.types.of(*node).is_ok_and(|of| is_hashed(&of)));
        let is_top = self.has_cells(callable.scope) && self.captures(callable.scope).is_empty();
        (is_plain && is_hashed && is_top && self.form(item, function) == Form::Function).then_some(size)
    }

    fn is_of_functools(&self, decorator: &crate::tree::Expr) -> bool {
        let node = self.inferred.expression(decorator.id).and_then(|node| self.known(node));
        match node {
            Some(crate::analyse::types::Kind::Function(item) | crate::analyse::types::Kind::Class(item)) => {
                let key = self.inferred.library_key(item);
                key.is_some_and(|key| key.trim_start_matches("class ").starts_with("functools."))
            }
            _ => false,
        }
    }

    /// The dict of a cache, as a static.
    pub(super) fn cache_cell(&self, callable: &Callable) -> (String, Type) {
        let of = |node| self.types.of(node).unwrap_or(Type::Never);
        let key = Type::Tuple(callable.positional.iter().map(|(_, node)| of(*node)).collect());
        let of_type = Type::Dict(Rc::new(key), Rc::new(of(callable.returns)));
        (self.default_cell(callable.scope, &"0cache".into(), &of_type), of_type)
    }

    /// The function that looks into the cache before it calls the other.
    pub(super) fn cached_function(&self, callable: &Callable, name: &str, inner: &str, size: Option<i64>) -> String {
        let (cell, _) = self.cache_cell(callable);
        let of = |node| self.types.of(node).map_or_else(|_| "()".to_owned(), |of| self.rust_type(&of));
        let names: Vec<String> = callable.positional.iter().map(|(name, _)| identifier(name)).collect();
        let typed: Vec<String> =
            names.iter().zip(&callable.positional).map(|(name, (_, node))| format!("{name}: {}", of(*node))).collect();
        let key: String = names.iter().map(|name| format!("{name}.clone(), ")).collect();
        let (used, full) = match size {
            None => (String::new(), String::new()),
            Some(size) => (
                "        cache.delete(&key)?;\n        cache.set(key, known.clone())?;\n".to_owned(),
                format!(
                    "        if cache.len() >= {size} {{\n            let mut keys = cache.iter();\n            if let \
                     Some(oldest) = keys.next()? {{\n                cache.delete(&oldest)?;\n            }}\n        }}\n"
                ),
            ),
        };
        format!(
            "fn {name}({}) -> Py<{}> {{\n    let cache = {cell}.get()?;\n    let key = ({key});\n    if let Some(known) = \
             cache.get(&key)? {{\n{used}        return Ok(known);\n    }}\n    let value = {inner}({})?;\n    if \
             cache.get(&key)?.is_none() {{\n{full}        cache.set(key, value.clone())?;\n    }}\n    Ok(value)\n}}\n",
            typed.join(", "),
            of(callable.returns),
            names.join(", ")
        )
    }
}

/// The size of a cache that is written as a number.
fn size_of(kind: &ExprKind) -> Option<Option<i64>> {
    match kind {
        ExprKind::None => Some(None),
        ExprKind::Int(size) if *size > 0 => Some(Some(*size)),
        _ => None,
    }
}

/// Says whether values are equal and hashed as in Python by what they are made of.
fn is_hashed(of_type: &Type) -> bool {
    match of_type {
        Type::Bool | Type::Int | Type::Str | Type::Bytes | Type::None => true,
        Type::Optional(inner) => is_hashed(inner),
        Type::Tuple(members) => members.iter().all(is_hashed),
        _ => false,
    }
}
