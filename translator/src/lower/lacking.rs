//! Special methods that only some classes of a family have.
//!
//! # How it works
//!
//! ```text
//!  len(item)   ──►   match item.0.class { ItemClass::Box | ItemClass::Crate => item.__len__(),
//!                                         _ => Err(instance::lacks("object of type '", item.type_name(), "' has no len()")) }
//! ```
//!
//! The class of the object decides; the others raise what Python raises there. What has no operator gives `NotImplemented` in this place, so that
//! whoever asked goes on to the reflected one.

use super::Lower;
use super::body::{Body, Form};
use super::text::{Value, literal};
use super::types::Type;
use crate::analyse::types::Item;
use crate::tree::Span;
use std::collections::BTreeMap;

/// What Python says of an object without a special method, before and behind the name of its class.
const TEXTS: [(&str, &str, &str); 18] = [
    ("__abs__", "bad operand type for abs(): '", "'"),
    ("__aenter__", "'", "' object does not support the asynchronous context manager protocol"),
    ("__aexit__", "'", "' object does not support the asynchronous context manager protocol"),
    ("__aiter__", "'async for' requires an object with __aiter__ method, got ", ""),
    ("__await__", "object ", " can't be used in 'await' expression"),
    ("__call__", "'", "' object is not callable"),
    ("__contains__", "argument of type '", "' is not iterable"),
    ("__delitem__", "'", "' object does not support item deletion"),
    ("__enter__", "'", "' object does not support the context manager protocol"),
    ("__exit__", "'", "' object does not support the context manager protocol"),
    ("__getitem__", "'", "' object is not subscriptable"),
    ("__invert__", "bad operand type for unary ~: '", "'"),
    ("__iter__", "'", "' object is not iterable"),
    ("__len__", "object of type '", "' has no len()"),
    ("__neg__", "bad operand type for unary -: '", "'"),
    ("__next__", "'", "' object is not an iterator"),
    ("__pos__", "bad operand type for unary +: '", "'"),
    ("__setitem__", "'", "' object does not support item assignment"),
];

/// What is asked in place of a special method, or beside it: who lacks the one and has the other is not told apart.
const ELSE: [(&str, &[&str]); 8] = [
    ("__setitem__", &["__delitem__"]),
    ("__delitem__", &["__setitem__"]),
    ("__iter__", &["__getitem__"]),
    ("__contains__", &["__iter__", "__getitem__"]),
    ("__enter__", &["__exit__"]),
    ("__exit__", &["__enter__"]),
    ("__aenter__", &["__aexit__"]),
    ("__aexit__", &["__aenter__"]),
];

impl Lower<'_> {
    /// The methods of a name that classes of a family have, each with these classes.
    pub(super) fn methods_of_family(&self, head: Item, name: &str) -> BTreeMap<Item, Vec<Item>> {
        let mut found: BTreeMap<Item, Vec<Item>> = BTreeMap::new();
        for class in self.family(head) {
            if let Some((_, method)) = self.find_method(class, name) {
                found.entry(method).or_default().push(class);
            }
        }
        found
    }

    /// Says whether a class of a family has a special method that another one lacks.
    pub(super) fn is_lacked(&self, head: Item, name: &str) -> bool {
        let found = self.methods_of_family(head, name);
        !found.is_empty() && found.values().map(Vec::len).sum::<usize>() < self.family(head).len()
    }

    /// What is raised for an object, which is a place, whose class lacks a special method; none where that is not known.
    pub(super) fn lacks_special(&self, head: Item, name: &str, object: &Value) -> Option<String> {
        let receiver = object.receiver();
        if !name.starts_with("__") {
            return Some(format!("cells::no_attribute({receiver}.type_name(), {})", literal(name)));
        }
        if is_operator(name) {
            return Some("instance::not_implemented()".to_owned());
        }
        let (_, before, behind) = TEXTS.iter().find(|(of, ..)| *of == name)?;
        let others = ELSE.iter().find(|(of, _)| *of == name).map_or(&[][..], |(_, others)| others);
        let lacking = self.family(head).into_iter().filter(|class| self.find_method(*class, name).is_none());
        for class in lacking {
            if others.iter().any(|other| self.find_method(class, other).is_some()) {
                return None;
            }
        }
        Some(format!("instance::lacks({}, {receiver}.type_name(), {})", literal(before), literal(behind)))
    }
}

impl Body<'_, '_> {
    /// A call of a special method that is found by the class of the object: it gives a `Py` where the methods are plain functions.
    pub(super) fn special_by_class(
        &mut self,
        object: &Value,
        name: &str,
        values: &[Value],
        span: Span,
    ) -> Option<(String, Type, Form)> {
        let Type::Instance(head) = object.of_type else { return None };
        let (before, object, values) = self.operands_held(object, values);
        let tag = self.lower.tag_name(head);
        let (mut arms, mut of_all) = (String::new(), None);
        for (method, classes) in self.lower.methods_of_family(head, name) {
            let (text, of_type, form) = self.method_call(&object, method, &values, span)?;
            let given = (of_type, form);
            if *of_all.get_or_insert_with(|| given.clone()) != given {
                self.refuse(
                    span,
                    format!("several classes of this object have their own `{name}`: not translated here yet"),
                );
                return None;
            }
            let tags: Vec<String> =
                classes.iter().map(|class| format!("{tag}::{}", self.lower.class_name(*class))).collect();
            arms.push_str(&format!("{} => {text}, ", tags.join(" | ")));
        }
        let (of_type, form) = of_all?;
        if self.lower.is_lacked(head, name) {
            let Some(raised) = self.lower.lacks_special(head, name, &object) else {
                self.refuse(span, format!("not every class of this object has `{name}`: not translated here yet"));
                return None;
            };
            let is_place = values.first().is_some_and(|key| matches!(key.of_type, Type::Int | Type::Bool));
            // CPython says it in another way where the key is an int.
            let raised = match name {
                "__delitem__" if is_place => raised.replace("does not", "doesn't"),
                _ => raised,
            };
            arms.push_str(&match form {
                Form::Function => format!("_ => Err({raised}), "),
                _ => format!("_ => never({}), ", self.fallible(&format!("Err::<(), Exc>({raised})"))),
            });
        }
        let chosen = format!("match {}.0.class {{ {arms}}}", object.receiver());
        let text = if before.is_empty() { chosen } else { format!("{{ {before}{chosen} }}") };
        Some((text, of_type, form))
    }

    /// An object and what its method gets as places: each is evaluated once, in this order.
    fn operands_held(&mut self, object: &Value, values: &[Value]) -> (String, Value, Vec<Value>) {
        let mut before = String::new();
        let mut held = |value: &Value, name: String| {
            if value.is_place || matches!(value.of_type, Type::Known) {
                return value.clone();
            }
            before.push_str(&format!("let {name} = {}; ", value.text));
            Value::place(name, value.of_type.clone())
        };
        let object = held(object, self.temporary("object"));
        let values = values.iter().map(|value| held(value, self.temporary("operand"))).collect();
        (before, object, values)
    }
}

/// Says whether who lacks a special method may have a reflected one asked in its place.
fn is_operator(name: &str) -> bool {
    const ORDERS: [&str; 6] = ["__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"];
    const OTHERS: [&str; 13] =
        ["add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "pow", "lshift", "rshift", "and", "or", "xor"];
    let bare = name.trim_matches('_');
    ORDERS.contains(&name) || OTHERS.contains(&bare) || bare.strip_prefix('r').is_some_and(|of| OTHERS.contains(&of))
}
