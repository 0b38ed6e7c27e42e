//! Dicts that are made of other dicts and of pairs.
//!
//! # How it works
//!
//! ```text
//!  {**a, "b": 1}, dict(a, b=1), d.update(a, b=1)  ──►  { let made = …; made.update(&a)?; made.set("b", 1)?; made }
//! ```
//!
//! What has the types of the dict is taken as it is; of others each pair becomes one of these types.

use super::body::Body;
use super::call::{Arg, Given};
use super::text::{Value, literal};
use super::types::Type;
use crate::tree::{Argument, ArgumentKind, Expr, ExprKind, Item, Span};
use std::rc::Rc;

impl<'a> Body<'_, 'a> {
    /// `{**a, key: value}`
    pub(super) fn dict_of_parts(&mut self, items: &'a [Item], of_type: Type) -> Value {
        let name = self.temporary("made");
        let rust = self.lower.rust_type(&of_type);
        let text = self.apart(|inside| {
            inside.line(format!("let {name}: {rust} = Default::default();"));
            for item in items {
                inside.add_item(&name, item, &of_type);
            }
            inside.line(&name);
        });
        self.block_value(&text, of_type)
    }

    fn block_value(&self, text: &str, of_type: Type) -> Value {
        let indent = "    ".repeat(self.lines.depth());
        Value::new(format!("{{\n{text}{indent}}}"), of_type)
    }

    fn add_item(&mut self, name: &str, item: &'a Item, of_type: &Type) {
        let Type::Dict(keys, values) = of_type else { return };
        match &item.key {
            Some(key) => {
                let (key, value) = (self.kept_as(key, keys), self.kept_as(&item.value, values));
                self.set_pair(name, &key, &value);
            }
            None => {
                let value = self.expr(&item.value);
                self.add_pairs(name, &value, of_type, item.value.span);
            }
        }
    }

    fn set_pair(&mut self, name: &str, key: &str, value: &str) {
        let set = self.fallible(&format!("{name}.set({key}, {value})"));
        self.line(format!("{set};"));
    }

    /// All pairs of a mapping, or of an iterable of pairs.
    fn add_pairs(&mut self, name: &str, value: &Value, of_type: &Type, span: Span) {
        let Type::Dict(keys, values) = of_type else { return };
        if value.of_type == *of_type {
            let text = self.fallible(&format!("{name}.update({})", value.reference()));
            return self.line(format!("{text};"));
        }
        if is_empty(&value.of_type) {
            return self.line(format!("let _ = {};", value.owned()));
        }
        match self.pairs_of(value, keys, values, span) {
            Some(pairs) => {
                let text = self.fallible(&format!("{name}.update_pairs({pairs})"));
                self.line(format!("{text};"));
            }
            None => {
                self.refuse(span, "no pairs are taken from this yet");
            }
        }
    }

    /// What gives the pairs of a mapping or of an iterable of pairs, as pairs of these types.
    pub(super) fn pairs_of(&mut self, value: &Value, keys: &Type, values: &Type, span: Span) -> Option<String> {
        let (iterable, element) = match &value.of_type {
            Type::Dict(key, of) => {
                let pair = Type::Tuple(vec![(**key).clone(), (**of).clone()]);
                (format!("{}.items().iter()", value.receiver()), pair)
            }
            Type::Library(name, _) if matches!(&**name, "Counter" | "defaultdict" | "OrderedDict") => {
                let Type::Dict(key, of) = super::library::as_dict(value)?.of_type else { return None };
                (format!("{}.items().iter()", value.receiver()), Type::Tuple(vec![(*key).clone(), (*of).clone()]))
            }
            _ => self.iterable(value, span)?,
        };
        let pair = Type::Tuple(vec![keys.clone(), values.clone()]);
        match &element {
            Type::Tuple(members) if members.len() == 2 => Some(self.mapped(iterable, &element, &pair, span)),
            Type::List(item) if **item == *keys && item == &Rc::new(values.clone()) => {
                let rust = self.lower.rust_type(&element);
                let taken = "{ let pair = unpack(item.iter(), 2)?; Ok((pair[0].clone(), pair[1].clone())) }";
                Some(self.fallible(&format!("iter::builtins::map(|item: {rust}| {taken}, {iterable})")))
            }
            _ => None,
        }
    }

    /// A call of `dict`.
    pub(super) fn make_dict(&mut self, given: &Given<'a>, expr: &'a Expr) -> Value {
        let of_type = self.type_of(expr);
        let Type::Dict(keys, values) = &of_type else {
            return self.refuse(expr.span, "this dict is not translated yet");
        };
        let arguments = match &expr.kind {
            ExprKind::Call(function, arguments) if self.builtin_name(function) == Some("dict") => arguments.as_slice(),
            _ => &[],
        };
        match (given.positional.as_slice(), arguments) {
            ([], []) => {
                let (keys, values) = (self.lower.rust_type(keys), self.lower.rust_type(values));
                Value::new(format!("Dict::<{keys}, {values}>::new()"), of_type)
            }
            ([of], [] | [_]) => self.dict_of(of, of_type, expr.span),
            _ => {
                let name = self.temporary("made");
                let rust = self.lower.rust_type(&of_type);
                let text = self.apart(|inside| {
                    inside.line(format!("let {name}: {rust} = Default::default();"));
                    inside.add_arguments(&name, arguments, &of_type);
                    inside.line(&name);
                });
                self.block_value(&text, of_type)
            }
        }
    }

    /// `dict(of)`
    fn dict_of(&mut self, of: &Arg<'a>, of_type: Type, span: Span) -> Value {
        let Type::Dict(keys, values) = &of_type else { return self.refuse(span, "this dict is not translated yet") };
        let value = self.argument(of);
        if value.of_type == of_type {
            return Value::new(format!("{}.copy()", value.receiver()), of_type);
        }
        if is_empty(&value.of_type) {
            let rust = self.lower.rust_type(&of_type);
            return Value::new(format!("{{ let _ = {}; <{rust}>::default() }}", value.owned()), of_type);
        }
        match self.pairs_of(&value, &Rc::clone(keys), &Rc::clone(values), span) {
            Some(pairs) => self.tried(format!("Dict::from_pairs({pairs})"), of_type),
            None => self.refuse(span, "no pairs are taken from this yet"),
        }
    }

    /// A dict of the pairs of two.
    pub(super) fn united_dicts(&mut self, left: &Value, right: &Value, of_type: Type, span: Span) -> Value {
        let name = self.temporary("made");
        let rust = self.lower.rust_type(&of_type);
        let text = self.apart(|inside| {
            inside.line(format!("let {name}: {rust} = Default::default();"));
            inside.add_pairs(&name, left, &of_type, span);
            inside.add_pairs(&name, right, &of_type, span);
            inside.line(&name);
        });
        self.block_value(&text, of_type)
    }

    fn add_arguments(&mut self, name: &str, arguments: &'a [Argument], of_type: &Type) {
        let Type::Dict(keys, values) = of_type else { return };
        for argument in arguments {
            let span = argument.value.span;
            match &argument.kind {
                ArgumentKind::Named(key) => {
                    let key = Value::new(format!("Str::from({})", literal(key)), Type::Str);
                    let (key, value) = (self.keep(&key, keys, span), self.kept_as(&argument.value, values));
                    self.set_pair(name, &key, &value);
                }
                ArgumentKind::Positional | ArgumentKind::DoubleStar => {
                    let value = self.expr(&argument.value);
                    self.add_pairs(name, &value, of_type, span);
                }
                ArgumentKind::Star => {
                    self.refuse(span, "a star in a call of `dict` is not translated yet");
                }
            }
        }
    }

    /// `dict.update(…)`
    pub(super) fn update_dict(&mut self, dict: &Value, expr: &'a Expr) -> Value {
        let ExprKind::Call(_, arguments) = &expr.kind else { return self.refuse(expr.span, "this `update`") };
        let name = self.temporary("updated");
        let text = self.apart(|inside| {
            inside.line(format!("let {name} = {};", dict.owned()));
            inside.add_arguments(&name, arguments, &dict.of_type);
        });
        self.block_value(&text, Type::None)
    }

    /// `dict.pop(key, default)` whose default has another type than the values.
    pub(super) fn pop_or_other(
        &mut self,
        dict: &Value,
        key: &Value,
        values: &Type,
        default: &Value,
        span: Span,
    ) -> Value {
        let joined = self.lower.types.joined_optional(vec![values.clone(), default.of_type.clone()]);
        let Ok(joined) = joined else { return self.refuse(span, "this default is not translated yet") };
        let popped = self.tried("dict.pop(&key)", values.clone());
        let (popped, default) = (self.keep(&popped, &joined, span), self.keep(default, &joined, span));
        let has_it = self.fallible("dict.contains(&key)");
        let text = format!(
            "{{ let (dict, key, default) = ({}, {}, {default}); if {has_it} {{ {popped} }} else {{ default }} }}",
            dict.owned(),
            key.owned()
        );
        Value::new(text, joined)
    }
}

/// Says whether a dict or list has no items, by its type.
fn is_empty(of_type: &Type) -> bool {
    match of_type {
        Type::Dict(key, _) => **key == Type::Never,
        Type::List(item) => **item == Type::Never,
        _ => false,
    }
}
