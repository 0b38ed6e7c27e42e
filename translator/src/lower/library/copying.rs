//! `copy.copy` and `copy.deepcopy`.
//!
//! # How it works
//!
//! `pyrt::copy` copies what is builtin. A class of the program gets an item of Rust that says how its objects are copied, as do values of several
//! types; first it is looked whether all that they may hold can be copied.

use super::super::body::Body;
use super::super::text::{Value, identifier};
use super::super::types::Type;
use super::super::{Lower, union_variant};
use crate::analyse::types::Item;
use std::collections::BTreeSet;

/// The methods by which a class says itself how it is copied.
const OWN: [&str; 7] =
    ["__copy__", "__deepcopy__", "__reduce__", "__reduce_ex__", "__getstate__", "__setstate__", "__getnewargs__"];

/// What is copied, so far as it has been looked at.
#[derive(Default)]
struct Seen {
    classes: BTreeSet<Item>,
    unions: BTreeSet<usize>,
}

impl Lower<'_> {
    /// Says whether a value and all that it holds can be copied, and finds the types that must say how.
    fn is_copied(&self, of_type: &Type, seen: &mut Seen) -> bool {
        match of_type {
            Type::Optional(inner) | Type::List(inner) | Type::Sequence(inner) => self.is_copied(inner, seen),
            Type::Set(inner) | Type::FrozenSet(inner) => is_unchanging(inner),
            Type::Dict(key, value) => is_unchanging(key) && self.is_copied(value, seen),
            Type::Tuple(members) => {
                (1..=8).contains(&members.len()) && members.iter().all(|member| self.is_copied(member, seen))
            }
            Type::Library(name, parts) if &**name == "deque" => parts.iter().all(|part| self.is_copied(part, seen)),
            Type::Instance(head) => self.is_copied_object(*head, seen),
            Type::Union(number) => {
                let members = self.types.unions().get(*number).cloned().unwrap_or_default();
                !seen.unions.insert(*number) || members.iter().all(|member| self.is_copied(member, seen))
            }
            of_type => is_unchanging(of_type),
        }
    }

    fn is_copied_object(&self, head: Item, seen: &mut Seen) -> bool {
        if !seen.classes.insert(head) || self.is_enum(head) {
            return true;
        }
        let says_itself = |class: &Item| OWN.iter().any(|name| self.find_method(*class, name).is_some());
        !self.family(head).iter().any(says_itself)
            && self.fields(head).iter().all(|(_, of_type)| self.is_copied(of_type, seen))
    }

    /// The items that say how these are copied.
    fn add_copies(&self, seen: &Seen) {
        for head in &seen.classes {
            self.add_item(self.copied_object(*head));
        }
        for number in &seen.unions {
            let members = self.types.unions().get(*number).map_or(0, Vec::len);
            let name = format!("Union{}", number + 1);
            let arms: Vec<String> = (0..members)
                .map(union_variant)
                .map(|variant| format!("{name}::{variant}(value) => {name}::{variant}(value.deep_copy(memo)?)"))
                .collect();
            let body = format!("Ok(match self {{ {} }})", arms.join(", "));
            self.add_item(copy_item(&name, &body));
        }
    }

    fn copied_object(&self, head: Item) -> String {
        let name = self.class_name(head);
        if self.is_enum(head) {
            return copy_item(&name, "Ok(self.clone())");
        }
        let fields: Vec<String> = self
            .fields(head)
            .iter()
            .map(|(field, _)| {
                let field = identifier(field);
                format!(
                    "if let Some(value) = self.0.{field}.get_if_set() {{ copy.0.{field}.set(value.deep_copy(memo)?); }}"
                )
            })
            .collect();
        let body = format!(
            "if let Some(known) = memo.known(instance::address(&self.0)) {{ return Ok(known); }}\n        let copy = {};\n        memo.keep(instance::address(&self.0), &copy);\n        {}\n        Ok(copy)",
            self.empty_object(head),
            fields.join("\n        ")
        );
        copy_item(&name, &body)
    }

    /// A new object of the class of `self`, in which nothing is set.
    fn empty_object(&self, head: Item) -> String {
        let name = self.class_name(head);
        match self.family(head).len() {
            1 => format!("{name}(Rc::default())"),
            _ => format!("{name}(Rc::new({name}Fields {{ class: self.0.class, ..Default::default() }}))"),
        }
    }
}

fn copy_item(name: &str, body: &str) -> String {
    format!(
        "impl pyrt::copy::DeepCopy for {name} {{\n    fn deep_copy(&self, memo: &mut pyrt::copy::Memo) -> Py<{name}> {{\n        {body}\n    }}\n}}\n"
    )
}

/// Says whether a value can never change, nor what it holds.
fn is_unchanging(of_type: &Type) -> bool {
    match of_type {
        Type::None
        | Type::Bool
        | Type::Int
        | Type::BigInt
        | Type::Float
        | Type::Number
        | Type::Str
        | Type::Bytes
        | Type::Range => true,
        Type::Optional(inner) | Type::Sequence(inner) | Type::FrozenSet(inner) => is_unchanging(inner),
        Type::Tuple(members) => (1..=8).contains(&members.len()) && members.iter().all(is_unchanging),
        Type::Library(name, _) => matches!(&**name, "date" | "time" | "datetime" | "timedelta" | "timezone"),
        _ => false,
    }
}

impl<'a> Body<'_, 'a> {
    /// `copy.deepcopy(value)`
    pub(super) fn deepcopy(&mut self, value: &Value) -> Option<Value> {
        if is_unchanging(&value.of_type) {
            return Some(value.clone());
        }
        let mut seen = Seen::default();
        if !self.lower.is_copied(&value.of_type, &mut seen) {
            return None;
        }
        self.lower.add_copies(&seen);
        Some(self.tried(format!("pyrt::copy::deepcopy({})", value.reference()), value.of_type.clone()))
    }

    /// `copy.copy(value)` of an object of the program.
    pub(super) fn shallow_copy(&mut self, value: &Value) -> Option<Value> {
        let Type::Instance(head) = value.of_type else { return None };
        if self.lower.is_enum(head) {
            return Some(value.clone());
        }
        let says_itself = |class: &Item| OWN.iter().any(|name| self.lower.find_method(*class, name).is_some());
        if self.lower.family(head).iter().any(says_itself) {
            return None;
        }
        let fields: Vec<String> = self
            .lower
            .fields(head)
            .iter()
            .map(|(field, _)| {
                let field = identifier(field);
                format!("if let Some(value) = original.0.{field}.get_if_set() {{ copy.0.{field}.set(value); }}")
            })
            .collect();
        let made = self.lower.empty_object(head).replace("self.0.class", "original.0.class");
        let text = format!("{{ let original = {}; let copy = {made}; {} copy }}", value.owned(), fields.join(" "));
        Some(Value::new(text, value.of_type.clone()))
    }
}
