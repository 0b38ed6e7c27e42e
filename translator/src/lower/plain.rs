//! `dataclasses.asdict` and `astuple`: copies of objects as dicts or tuples, at any depth.

use super::body::Body;
use super::dataclass::DataField;
use super::text::{Value, identifier, literal};
use super::types::Type;
use crate::analyse::types::Item;
use crate::tree::Span;
use std::rc::Rc;

/// How deeply dataclasses are looked into that hold one another.
const DEEPEST: usize = 6;

impl<'a> Body<'_, 'a> {
    /// A copy of a value in which dataclasses are dicts or tuples.
    pub(super) fn plain_copy(&mut self, value: &Value, as_dict: bool, depth: usize, span: Span) -> Value {
        if depth == DEEPEST {
            return self.refuse(span, "dataclasses that hold themselves are not copied so yet");
        }
        let of_type = value.of_type.clone();
        match &of_type {
            Type::Instance(head) if self.lower.is_enum(*head) => value.clone(),
            Type::Instance(head) => self.plain_object(value, *head, as_dict, depth, span),
            Type::List(inner) if is_leaf(inner) => Value::new(format!("{}.copy()", value.receiver()), of_type),
            Type::List(inner) => {
                let Some((item, copied)) = self.plain_item(inner, as_dict, depth, span) else {
                    return Value::new("()", Type::Never);
                };
                let mapped = self.fallible(&format!("iter::builtins::map({item}, {}.iter())", value.receiver()));
                self.tried(format!("iter::list({mapped})"), Type::List(Rc::new(copied)))
            }
            Type::Dict(_, inner) if is_leaf(inner) => Value::new(format!("{}.copy()", value.receiver()), of_type),
            Type::Dict(key, inner) => {
                let rust = self.lower.rust_type(&Type::Tuple(vec![(**key).clone(), (**inner).clone()]));
                let one = Value::place("item.1", (**inner).clone());
                let copied = self.in_closure(|inside| inside.plain_copy(&one, as_dict, depth + 1, span));
                let item = format!("|item: {rust}| Ok((item.0.clone(), {}))", copied.owned());
                let mapped =
                    self.fallible(&format!("iter::builtins::map({item}, {}.items().iter())", value.receiver()));
                let of_type = Type::Dict(Rc::clone(key), Rc::new(copied.of_type));
                self.tried(format!("Dict::from_pairs({mapped})"), of_type)
            }
            Type::Set(inner) if is_leaf(inner) => Value::new(format!("{}.copy()", value.receiver()), of_type),
            Type::Tuple(members) => {
                let held = self.temporary("members");
                let parts: Vec<Value> = members
                    .iter()
                    .enumerate()
                    .map(|(place, member)| {
                        let member = Value::place(format!("{held}.{place}"), member.clone());
                        self.plain_copy(&member, as_dict, depth + 1, span)
                    })
                    .collect();
                let tuple = tuple_of(&parts);
                Value::new(format!("{{ let {held} = {}; {} }}", value.owned(), tuple.text), tuple.of_type)
            }
            Type::Optional(inner) if is_leaf(inner) => value.clone(),
            Type::Optional(inner) => {
                let some = Value::place("some", (**inner).clone());
                let copied = self.plain_copy(&some, as_dict, depth + 1, span);
                let text =
                    format!("match {} {{ Some(some) => Some({}), None => None }}", value.owned(), copied.owned());
                Value::new(format!("({text})"), Type::Optional(Rc::new(copied.of_type)))
            }
            Type::Union(_) => {
                self.by_part(value, span, |inside, part| inside.plain_copy(part, as_dict, depth + 1, span))
            }
            of_type if is_leaf(of_type) => value.clone(),
            _ => self.refuse(span, "a copy of an object that holds such a value is not translated yet"),
        }
    }

    /// A copy of an object whose class is known.
    pub(super) fn plain_copy_of(&mut self, value: &Value, class: Item, head: Item, as_dict: bool, span: Span) -> Value {
        let held = self.temporary("object");
        let object = Value::place(held.clone(), value.of_type.clone());
        let copied = self.plain_fields(class, head, &object, as_dict, 0, span);
        Value::new(format!("{{ let {held} = {}; {} }}", value.owned(), copied.text), copied.of_type)
    }

    fn plain_item(&mut self, inner: &Type, as_dict: bool, depth: usize, span: Span) -> Option<(String, Type)> {
        let rust = self.lower.rust_type(inner);
        let item = Value::place("item", inner.clone());
        let copied = self.in_closure(|inside| inside.plain_copy(&item, as_dict, depth + 1, span));
        if copied.of_type == Type::Never {
            return None;
        }
        Some((format!("|item: {rust}| Ok({})", copied.owned()), copied.of_type))
    }

    fn plain_object(&mut self, object: &Value, head: Item, as_dict: bool, depth: usize, span: Span) -> Value {
        let family = self.lower.family(head);
        let targets: Vec<(Item, Item)> = family.into_iter().map(|class| (class, class)).collect();
        if targets.iter().any(|(class, _)| self.lower.constructing_dataclass(*class).is_none()) {
            return self.refuse(span, "a copy of an object that is no dataclass is not translated yet");
        }
        let write =
            |inside: &mut Self, class: Item, held: &Value| inside.plain_fields(class, head, held, as_dict, depth, span);
        match targets.as_slice() {
            [(class, _)] => {
                let held = self.temporary("object");
                let value = write(self, *class, &Value::place(held.clone(), object.of_type.clone()));
                Value::new(format!("{{ let {held} = {}; {} }}", object.owned(), value.text), value.of_type)
            }
            _ => self.refuse(span, "a copy of an object of one of several classes is not translated yet"),
        }
    }

    fn plain_fields(
        &mut self,
        class: Item,
        head: Item,
        object: &Value,
        as_dict: bool,
        depth: usize,
        span: Span,
    ) -> Value {
        let of = self.lower.constructing_dataclass(class);
        let Some(fields) = of.and_then(|of| self.lower.dataclass_fields(of)) else {
            return self.refuse(span, "a copy of an object that is no dataclass is not translated yet");
        };
        let fields: Vec<DataField<'a>> = fields;
        if self.lower.is_named_tuple(class) {
            return self.refuse(span, "a copy of an object that holds a named tuple is not translated yet");
        }
        let mut parts = Vec::new();
        for field in &fields {
            let Some(of_type) = self.lower.field(head, &field.name) else {
                return self.refuse(span, "a copy of an object that holds a function or class is not translated yet");
            };
            let held = self.temporary("field");
            let shown = literal(&self.lower.inferred.item_name(class));
            let read = format!(
                "{}.0.{}.get_named({shown}, {})",
                object.receiver(),
                identifier(&field.name),
                literal(&field.name)
            );
            let read = self.fallible(&read);
            let copied = self.plain_copy(&Value::place(held.clone(), of_type), as_dict, depth + 1, span);
            let text = format!("{{ let {held} = {read}; {} }}", copied.owned());
            parts.push(Value::new(text, copied.of_type));
        }
        if !as_dict {
            return tuple_of(&parts);
        }
        let Ok(value) = self.lower.types.joined_optional(parts.iter().map(|part| part.of_type.clone()).collect())
        else {
            return self.refuse(span, "a dict of such values is not translated yet");
        };
        let pairs: Vec<String> = fields
            .iter()
            .zip(&parts)
            .map(|(field, part)| format!("(Str::from({}), {})", literal(&field.name), self.keep(part, &value, span)))
            .collect();
        self.dict_of_pairs(&pairs, Type::Dict(Rc::new(Type::Str), Rc::new(value)))
    }
}

fn tuple_of(parts: &[Value]) -> Value {
    let types = parts.iter().map(|part| part.of_type.clone()).collect();
    let texts: Vec<String> = parts.iter().map(Value::owned).collect();
    let text = match texts.as_slice() {
        [] => "Sequence::<()>::from(Vec::new())".to_owned(),
        [only] => format!("({only},)"),
        texts => format!("({})", texts.join(", ")),
    };
    Value::new(text, Type::Tuple(types))
}

/// Says whether a copy of such a value is the value.
fn is_leaf(of_type: &Type) -> bool {
    match of_type {
        Type::Never
        | Type::None
        | Type::Bool
        | Type::Int
        | Type::BigInt
        | Type::Float
        | Type::Number
        | Type::Str
        | Type::Bytes
        | Type::Range => true,
        Type::Optional(inner) | Type::Sequence(inner) | Type::FrozenSet(inner) => is_leaf(inner),
        Type::Tuple(members) => members.iter().all(is_leaf),
        _ => false,
    }
}
