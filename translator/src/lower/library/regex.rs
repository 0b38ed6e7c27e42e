//! `re`: regular expressions.

use super::super::body::Body;
use super::super::call::{Arg, Given};
use super::super::text::Value;
use super::super::types::Type;
use super::Row;
use super::slots::Slots;
use crate::tree::{Expr, Span};
use std::rc::Rc;

pub(super) const CALLS: &[Row] = &[("re.escape/1", "re::escape({0:s})", "")];

/// The flags, by all of their names.
pub(super) fn constant(name: &str) -> Option<Value> {
    let flag = match name {
        "I" | "IGNORECASE" => "IGNORECASE",
        "M" | "MULTILINE" => "MULTILINE",
        "S" | "DOTALL" => "DOTALL",
        "X" | "VERBOSE" => "VERBOSE",
        "A" | "ASCII" => "ASCII",
        "U" | "UNICODE" => "UNICODE",
        _ => return None,
    };
    Some(Value::new(format!("re::flags::RegexFlag(re::flags::{flag})"), flag_type()))
}

pub(super) fn attribute_of(class: &str, name: &str) -> Option<(&'static str, Type)> {
    Some(match (class, name) {
        ("Pattern", "pattern") => ("{self}.pattern()", Type::Str),
        ("Pattern", "flags") => ("{self}.flags()", Type::Int),
        ("Pattern", "groupindex") => ("{self}.groupindex()", Type::Dict(Rc::new(Type::Str), Rc::new(Type::Int))),
        ("Pattern", "groups") => ("{self}.groups()", Type::Int),
        ("Match", "string") => ("{self}.string()", Type::Str),
        ("Match", "pos") => ("{self}.pos()", Type::Int),
        ("Match", "endpos") => ("{self}.endpos()", Type::Int),
        ("Match", "lastgroup") => ("{self}.lastgroup()", Type::Optional(Rc::new(Type::Str))),
        ("Match", "lastindex") => ("{self}.lastindex()", Type::Optional(Rc::new(Type::Int))),
        _ => return None,
    })
}

fn flag_type() -> Type {
    Type::Library("RegexFlag".into(), Vec::new())
}

/// How the method of a pattern is called that a function of the module calls.
fn is_searching(name: &str) -> bool {
    matches!(name, "findall" | "finditer" | "fullmatch" | "match" | "search" | "split" | "sub" | "subn")
}

impl<'a> Body<'_, 'a> {
    pub(super) fn of_regex(
        &mut self,
        key: &str,
        object: Option<&Value>,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Option<Value> {
        let (class, name) = key.split_once('.')?;
        if given.star.is_some() || given.has_double_star {
            return None;
        }
        match (class, object) {
            ("re", None) if name == "compile" => {
                let flags = given.positional.get(1).or_else(|| given.named("flags"));
                let pattern = given.positional.first().or_else(|| given.named("pattern"))?;
                let pattern = self.argument(pattern);
                let pattern = self.convert(pattern, &Type::Str, expr.span);
                let flags = flags.map_or("0".to_owned(), |flags| self.flags(flags, expr.span));
                Some(
                    self.tried(
                        format!("re::compile({}, {flags})", pattern.reference()),
                        self.object_type("Pattern", expr),
                    ),
                )
            }
            ("re", None) if is_searching(name) => self.search_by_function(name, given, expr),
            ("Pattern", Some(pattern)) if is_searching(name) => {
                let names: &[&str] = match name {
                    "split" => &["string", "maxsplit"],
                    "sub" | "subn" => &["repl", "string", "count"],
                    _ => &["string", "pos", "endpos"],
                };
                self.search(&pattern.receiver(), name, names, given, expr)
            }
            ("Match", Some(found)) => self.match_method(found, name, given, expr),
            _ => None,
        }
    }

    /// Flags as a number.
    fn flags(&mut self, flags: &Arg<'a>, span: Span) -> String {
        let value = self.argument(flags);
        match value.of_type == flag_type() {
            true => format!("{}.0", value.receiver()),
            false => self.keep(&value, &Type::Int, span),
        }
    }

    /// `re.search(pattern, text, flags)`: the pattern is compiled, then searched with.
    fn search_by_function(&mut self, name: &str, given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        let mut rest = given.clone();
        let pattern = match given.positional.split_first() {
            Some((first, others)) => {
                rest.positional = others.to_vec();
                first.clone()
            }
            None => given.named("pattern")?.clone(),
        };
        let flags = given.named("flags").cloned();
        rest.named.retain(|(name, _)| !matches!(&**name, "pattern" | "flags"));
        let places = match name {
            "split" => 2,
            "sub" | "subn" => 3,
            _ => 1,
        };
        let flags = flags.or_else(|| (rest.positional.len() > places).then(|| rest.positional.pop()).flatten());
        let pattern = self.argument(&pattern);
        let flags = flags.map_or("0".to_owned(), |flags| self.flags(&flags, expr.span));
        let pattern = match &pattern.of_type {
            Type::Library(class, _) if &**class == "Pattern" => pattern.owned(),
            _ => {
                let pattern = self.convert(pattern, &Type::Str, expr.span);
                self.fallible(&format!("re::compile({}, {flags})", pattern.reference()))
            }
        };
        let names: &[&str] = match name {
            "split" => &["string", "maxsplit"],
            "sub" | "subn" => &["repl", "string", "count"],
            _ => &["string"],
        };
        self.search(&pattern, name, names, &rest, expr)
    }

    fn search(
        &mut self,
        pattern: &str,
        name: &str,
        names: &[&str],
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Option<Value> {
        if matches!(name, "sub" | "subn") {
            return self.replace(pattern, name, given, expr);
        }
        let of_type = |place| if place == 0 { Type::Str } else { Type::Int };
        let slots = self.slots(given, names, of_type, expr.span)?;
        let text = slots.texts.first()?.clone()?;
        let bounds = || format!("{}, {}", slots.option(1), slots.option(2));
        let of_type = match name {
            "match" | "fullmatch" | "search" => self.object_type("Match", expr).or_none(),
            _ => self.type_of(expr),
        };
        Some(match name {
            "match" => Value::new(slots.call(&format!("{pattern}.match_(&{text}, {})", bounds())), of_type),
            "fullmatch" | "search" => {
                Value::new(slots.call(&format!("{pattern}.{name}(&{text}, {})", bounds())), of_type)
            }
            "finditer" => {
                let Type::Iterator(element) = of_type else { return None };
                Value::new(slots.call(&format!("{pattern}.finditer(&{text}, {})", bounds())), Type::Lazy(element))
            }
            "findall" => {
                let Type::List(element) = &of_type else { return None };
                if !is_found(element) {
                    let help = "write the pattern itself as the argument, or use `finditer`";
                    let message = "what `findall` gives is not known for a pattern that is not written there";
                    self.lower.refuse_with_help(expr.span, message, help);
                    return Some(Value::new("()", Type::Never));
                }
                let rust = self.lower.rust_type(element);
                let text = format!("{pattern}.findall::<{rust}>(&{text}, {})", bounds());
                Value::new(slots.call(&text), of_type)
            }
            "split" => {
                let Type::List(element) = &of_type else { return None };
                let rust = self.lower.rust_type(element);
                let text = format!("{pattern}.split::<{rust}>(&{text}, {})", slots.or(1, "0"));
                self.tried(slots.call(&text), of_type)
            }
            _ => return None,
        })
    }

    /// `sub` and `subn`, with a text or a function.
    fn replace(&mut self, pattern: &str, name: &str, given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        let names = ["repl", "string", "count"];
        let by_place = |place: usize| given.positional.get(place).or_else(|| given.named(names.get(place)?));
        let repl = by_place(0)?.clone();
        if given.star.is_some() || given.has_double_star || given.positional.len() > names.len() {
            return None;
        }
        let is_text = match &repl {
            Arg::Expr(repl) => self.type_of(repl) == Type::Str,
            Arg::Value(value) => value.of_type == Type::Str,
            Arg::Unpacked { .. } => false,
        };
        let of_type = match name {
            "sub" => Type::Str,
            _ => Type::Tuple(vec![Type::Str, Type::Int]),
        };
        let with = match is_text {
            true => {
                let value = self.argument(&repl);
                super::super::operator::str_reference(&value)
            }
            false => self.replacement(&repl, expr)?,
        };
        let text = self.kept_argument(by_place(1)?, &Type::Str, expr.span);
        let count = by_place(2).map_or("0".to_owned(), |count| self.kept_argument(count, &Type::Int, expr.span));
        let by = if is_text { "" } else { "_by" };
        Some(self.tried(format!("{pattern}.{name}{by}({with}, &{text}, {count})"), of_type))
    }

    /// A function that is called with each match.
    fn replacement(&mut self, repl: &Arg<'a>, expr: &'a Expr) -> Option<String> {
        let found = match repl {
            Arg::Expr(function) => self.parameter_type(function),
            _ => None,
        };
        let found = found.unwrap_or_else(|| Type::Library("Match".into(), vec![Type::Optional(Rc::new(Type::Str))]));
        let (closure, gives) = self.callback(repl, std::slice::from_ref(&found), false, expr)?;
        match &gives {
            Type::Str => Some(closure),
            Type::Optional(inner) if **inner == Type::Str => Some(format!("re::or_empty({closure})")),
            _ => None,
        }
    }

    /// What a function of one parameter is called with.
    fn parameter_type(&mut self, function: &'a Expr) -> Option<Type> {
        let item = match self.known(function)? {
            crate::analyse::types::Kind::Function(item) | crate::analyse::types::Kind::Method(item, _) => item,
            _ => return None,
        };
        let callable = self.lower.inferred.callable(item)?;
        let (_, node) = callable.positional.last()?;
        let of_type = self.lower.types.of(*node).ok()?;
        matches!(&of_type, Type::Library(class, _) if &**class == "Match").then_some(of_type)
    }

    fn match_method(&mut self, found: &Value, name: &str, given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        let of_type = self.type_of(expr);
        let receiver = found.receiver();
        let group = |inside: &mut Self, argument: &Arg<'a>| {
            let value = inside.argument(argument);
            inside.group_name(&value, expr.span)
        };
        Some(match (name, given.positional.as_slice()) {
            ("group", []) => Value::new(format!("{receiver}.whole()"), Type::Str),
            ("group", [only]) => {
                let only = group(self, only)?;
                self.group_of(found, &only)?
            }
            ("group", many) => {
                let Type::Sequence(element) = &of_type else { return None };
                let mut texts = Vec::new();
                for argument in many {
                    let name = group(self, argument)?;
                    texts.push(self.group_of(found, &name)?.text);
                }
                debug_assert!(matches!(**element, Type::Str | Type::Optional(_)));
                Value::new(format!("Sequence::from(vec![{}])", texts.join(", ")), of_type)
            }
            ("start" | "end" | "span", []) if given.named.is_empty() => {
                self.tried(format!("{receiver}.{name}(0)"), span_type(name))
            }
            ("start" | "end" | "span", [only]) => {
                let only = group(self, only)?;
                self.tried(format!("{receiver}.{name}({only})"), span_type(name))
            }
            ("groups" | "groupdict", _) => {
                let slots: Slots = self.slots(given, &["default"], |_| Type::Str, expr.span)?;
                let element = match &of_type {
                    Type::Sequence(element) => element,
                    Type::Dict(_, element) => element,
                    _ => return None,
                };
                let rust = self.lower.rust_type(element);
                let text = match slots.texts.first().cloned().flatten() {
                    Some(default) => format!("{receiver}.{name}_or::<{rust}>(&{default})"),
                    None => format!("{receiver}.{name}::<{rust}>()"),
                };
                self.tried(text, of_type)
            }
            ("expand", [template]) => {
                let template = self.str_of(template, expr.span);
                self.tried(format!("{receiver}.expand({template})"), Type::Str)
            }
            _ => return None,
        })
    }

    /// The number or the name of a group.
    fn group_name(&mut self, value: &Value, span: Span) -> Option<String> {
        match &value.of_type {
            Type::Str => Some(super::super::operator::str_reference(value)),
            Type::Int | Type::Bool => {
                let value = self.convert(value.clone(), &Type::Int, span);
                Some(format!("{} as i64", value.within(super::super::text::Binding::Cast)))
            }
            _ => None,
        }
    }

    fn group_of(&mut self, found: &Value, name: &str) -> Option<Value> {
        let Type::Library(_, parts) = &found.of_type else { return None };
        let of_group = parts.first()?.clone();
        let rust = self.lower.rust_type(&of_group);
        Some(self.tried(format!("{}.group::<{rust}>({name})", found.receiver()), of_group))
    }

    /// `found[1]`, and an item of what `isocalendar` gives.
    pub(in super::super) fn library_item(&mut self, of: &Value, index: &Value, expr: &'a Expr) -> Option<Value> {
        if let Some(tuple) = super::datetime::as_tuple(of) {
            return Some(self.item_of(&tuple, index, expr));
        }
        match &of.of_type {
            Type::Library(class, _) if &**class == "Match" => {
                let name = self.group_name(index, expr.span)?;
                self.group_of(of, &name)
            }
            _ => None,
        }
    }

    /// An argument as a `&str`.
    pub(super) fn str_of(&mut self, argument: &Arg<'a>, span: Span) -> String {
        let value = self.argument(argument);
        let value = self.convert(value, &Type::Str, span);
        super::super::operator::str_reference(&value)
    }
}

fn span_type(name: &str) -> Type {
    if name == "span" { Type::Tuple(vec![Type::Int, Type::Int]) } else { Type::Int }
}

/// Says whether `findall` gives such: texts, or tuples of two to eight.
fn is_found(of_type: &Type) -> bool {
    match of_type {
        Type::Str => true,
        Type::Tuple(members) => (2..=8).contains(&members.len()) && members.iter().all(|member| *member == Type::Str),
        _ => false,
    }
}
