//! What dicts are made of, and what comes into them: other dicts, pairs, values by names.

use super::super::body::Body;
use super::super::call::{Arg, Given};
use super::super::several::within;
use super::super::text::{Value, literal};
use super::super::types::Type;
use crate::tree::{Expr, Item as DictItem, Span};
use std::rc::Rc;

impl<'a> Body<'_, 'a> {
    /// The pairs of a mapping, or of what gives pairs, as keys and values of these types.
    fn pairs_of(&mut self, value: &Value, (keys, values): (&Type, &Type), span: Span) -> Option<String> {
        let wanted = Type::Tuple(vec![keys.clone(), values.clone()]);
        let of_mapping = |key: &Type, of_key: &Type| {
            let pair = Type::Tuple(vec![key.clone(), of_key.clone()]);
            (format!("{}.items().iter()", value.receiver()), pair)
        };
        let (iterable, element) = match &value.of_type {
            Type::Dict(key, of_key) => of_mapping(key, of_key),
            Type::Library(name, parts) => match (&**name, parts.as_slice()) {
                ("Counter", [key]) => of_mapping(key, &Type::Int),
                ("defaultdict" | "OrderedDict", [key, of_key]) => of_mapping(key, of_key),
                _ => self.iterable(value, span)?,
            },
            Type::Instance(_) | Type::Optional(_) | Type::Union(_) | Type::Str => return None,
            _ => self.iterable(value, span)?,
        };
        if element != wanted && !matches!(element, Type::Tuple(_)) {
            return None;
        }
        Some(self.mapped(iterable, &element, &wanted, span))
    }

    /// `dict(other, name=value)`
    pub(in super::super) fn dict_of(
        &mut self,
        other: &Value,
        named: &[(crate::tree::Name, Arg<'a>)],
        expr: &'a Expr,
    ) -> Value {
        let of_type = self.type_of(expr);
        let Type::Dict(keys, values) = of_type.clone() else {
            return self.refuse(expr.span, "this dict is not translated yet");
        };
        if self.has_parts(&other.of_type) {
            let (before, other, _) = self.both_held(other, &Value::new("()", Type::Known));
            let made = self.by_part(&other, expr.span, |inside, part| inside.dict_of_part(part, named, expr));
            return within(&before, made);
        }
        if named.is_empty() && other.of_type == of_type {
            return Value::new(format!("{}.copy()", other.receiver()), of_type);
        }
        let Some(pairs) = self.pairs_of(other, (&keys, &values), expr.span) else {
            return self.refuse(expr.span, "this call of `dict` is not translated yet");
        };
        let mut text = format!("let made = {}; ", self.fallible(&format!("Dict::from_pairs({pairs})")));
        for (name, argument) in named {
            text.push_str(&self.set_named("made", name, argument, (&keys, &values), expr.span));
        }
        Value::new(format!("{{ {text}made }}"), of_type)
    }

    /// A dict of one of several types of values.
    fn dict_of_part(&mut self, part: &Value, named: &[(crate::tree::Name, Arg<'a>)], expr: &'a Expr) -> Value {
        match super::super::several::builtin_type(&part.of_type) {
            Some(name @ ("NoneType" | "bool" | "int" | "float")) => {
                self.raised("TYPE_ERROR", &format!("'{name}' object is not iterable"))
            }
            Some("str") => {
                let text = "a text is not made a dict here";
                self.raised("NOT_IMPLEMENTED_ERROR", text)
            }
            Some("list") if !matches!(&part.of_type, Type::List(item) if matches!(**item, Type::Tuple(_))) => {
                self.raised("NOT_IMPLEMENTED_ERROR", "a list of values of several types is not made a dict here")
            }
            _ => self.dict_of(part, named, expr),
        }
    }

    fn set_named(&mut self, dict: &str, name: &str, argument: &Arg<'a>, types: (&Type, &Type), span: Span) -> String {
        let key = Value::new(format!("Str::from({})", literal(name)), Type::Str);
        let (key, value) = (self.keep(&key, types.0, span), self.kept_argument(argument, types.1, span));
        let set = self.fallible(&format!("{dict}.set({key}, {value})"));
        format!("{set}; ")
    }

    /// `dict.update(other, name=value)`
    pub(super) fn update_dict(&mut self, dict: &Value, given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        let Type::Dict(keys, values) = &dict.of_type else { return None };
        let (keys, values) = (Rc::clone(keys), Rc::clone(values));
        let others: Vec<Value> = given.positional.iter().map(|other| self.argument(other)).collect();
        if let ([other], []) = (others.as_slice(), given.named.as_slice())
            && other.of_type == dict.of_type
        {
            return Some(self.tried(format!("{}.update({})", dict.receiver(), other.reference()), Type::None));
        }
        let mut bound = format!("let updated = {}; ", dict.owned());
        let mut changes = String::new();
        for other in &others {
            let name = self.temporary("other");
            bound.push_str(&format!("let {name} = {}; ", other.owned()));
            let other = Value::place(name, other.of_type.clone());
            changes.push_str(&self.update_with("updated", &other, (&keys, &values), expr.span)?);
        }
        for (name, argument) in &given.named {
            let value = self.argument(argument);
            let kept = self.temporary("named");
            bound.push_str(&format!("let {kept} = {}; ", value.owned()));
            let value = Arg::Value(Value::place(kept, value.of_type));
            changes.push_str(&self.set_named("updated", name, &value, (&keys, &values), expr.span));
        }
        Some(Value::new(format!("{{ {bound}{changes} }}"), Type::None))
    }

    /// `dict |= other`: the statement.
    pub(in super::super) fn update_in_place(
        &mut self,
        dict: &Value,
        other: &Value,
        types: (&Type, &Type),
    ) -> Option<String> {
        let span = Span { start: 0, end: 0 };
        let (before, dict, other) = self.both_held(dict, other);
        let text = self.update_with(&dict.receiver(), &other, types, span)?;
        Some(format!("{{ {before}{text}}}"))
    }

    fn update_with(&mut self, dict: &str, other: &Value, types: (&Type, &Type), span: Span) -> Option<String> {
        let text = match &other.of_type {
            Type::Optional(_) | Type::Union(_) => {
                let updated = self.by_part(other, span, |inside, part| {
                    match super::super::several::builtin_type(&part.of_type) {
                        Some("dict") => match inside.update_with(dict, part, types, span) {
                            Some(text) => Value::new(format!("{{ {text} }}"), Type::None),
                            None => inside.refuse(span, "`update` with this is not translated yet"),
                        },
                        Some(name @ ("NoneType" | "bool" | "int" | "float")) => {
                            inside.raised("TYPE_ERROR", &format!("'{name}' object is not iterable"))
                        }
                        _ => inside.raised("NOT_IMPLEMENTED_ERROR", "a dict is updated with dicts only here"),
                    }
                });
                updated.text
            }
            _ => {
                let pairs = self.pairs_of(other, types, span)?;
                self.fallible(&format!("{dict}.update_pairs({pairs})"))
            }
        };
        Some(format!("{text}; "))
    }

    /// A dict some of whose items are unpacked from others.
    pub(in super::super) fn dict_with_stars(&mut self, items: &'a [DictItem], of_type: Type, span: Span) -> Value {
        let Type::Dict(keys, values) = of_type.clone() else { return Value::new("()", Type::Never) };
        let made = self.temporary("made");
        let rust = self.lower.rust_type(&of_type);
        let mut text = format!("let {made}: {rust} = Dict::new(); ");
        for item in items {
            let added = match &item.key {
                Some(key) => {
                    let (key, value) = (self.kept_as(key, &keys), self.kept_as(&item.value, &values));
                    let set = self.fallible(&format!("{made}.set({key}, {value})"));
                    Some(format!("{set}; "))
                }
                None => {
                    let other = self.expr(&item.value);
                    self.update_with(&made, &other, (&keys, &values), span)
                }
            };
            match added {
                Some(added) => text.push_str(&added),
                None => return self.refuse(span, "`**` of this in a dict is not translated yet"),
            }
        }
        Value::new(format!("{{ {text}{made} }}"), of_type)
    }

    /// `one | other`, of dicts of different types.
    pub(in super::super) fn joined_dicts(&mut self, one: &Value, other: &Value, span: Span) -> Value {
        let (Type::Dict(key, value), Type::Dict(other_key, other_value)) = (&one.of_type, &other.of_type) else {
            return self.refuse(span, "`|` of such values is not translated yet");
        };
        let types = &self.lower.types;
        let keys = types.joined_optional(vec![(**key).clone(), (**other_key).clone()]);
        let values = types.joined_optional(vec![(**value).clone(), (**other_value).clone()]);
        let (Ok(keys), Ok(values)) = (keys, values) else {
            return self.refuse(span, "`|` of such dicts is not translated yet");
        };
        let (before, one, other) = self.both_held(one, other);
        let of_type = Type::Dict(Rc::new(keys.clone()), Rc::new(values.clone()));
        let mut text = format!("{before}let joined: {} = Dict::new(); ", self.lower.rust_type(&of_type));
        for dict in [&one, &other] {
            match self.update_with("joined", dict, (&keys, &values), span) {
                Some(added) => text.push_str(&added),
                None => return self.refuse(span, "`|` of such dicts is not translated yet"),
            }
        }
        Value::new(format!("{{ {text}joined }}"), of_type)
    }
}
