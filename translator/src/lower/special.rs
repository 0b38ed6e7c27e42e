//! What Python asks of any object: to be shown, compared, hashed.

use super::Lower;
use super::body::{Body, Form};
use super::call::Given;
use super::class::*;
use super::dataclass::Special;
use super::enumeration::Mixin;
use super::text::{Value, literal};
use super::types::Type;
use crate::analyse::infer::Form as ClassForm;
use crate::analyse::scopes::ScopeId;
use crate::analyse::types::Item;
use crate::tree::Span;

const NOWHERE: Span = Span { start: 0, end: 0 };

impl<'a> Lower<'a> {
    pub(super) fn own_method(&self, class: Item, name: &str) -> bool {
        self.find_method(class, name).is_some_and(|(of, _)| of == class)
    }

    /// The special method that objects of a class have: the first that a class has or got.
    fn special(&self, class: Item, name: &str) -> Option<Special> {
        order(self.inferred, class).into_iter().find_map(|class| {
            if self.own_method(class, name) {
                let (_, item) = self.find_method(class, name)?;
                return self.called(class, name).map(|_| Special::Method(item));
            }
            if let Some(total) = self.total(class, name) {
                return Some(total);
            }
            let has_equal = name == "__hash__" && self.own_method(class, "__eq__");
            if has_equal { Some(Special::Unhashable) } else { self.dataclass_special(class, name) }
        })
    }

    /// What `total_ordering` adds to a class: an order by another one that the class has.
    fn total(&self, class: Item, name: &str) -> Option<Special> {
        const ORDERS: [&str; 4] = ["__lt__", "__le__", "__gt__", "__ge__"];
        let tree = self.classes.get(&self.inferred.class(class)?.scope)?;
        let is_total = tree.decorators.iter().any(|decorator| decorator_name(decorator) == "total_ordering");
        if !is_total || !ORDERS.contains(&name) || self.find_method(class, name).is_some() {
            return None;
        }
        let root = ORDERS.into_iter().find(|root| self.called(class, root).is_some())?;
        Some(Special::Total(self.find_method(class, root)?.1, root))
    }

    /// The Rust name of a method that is called, where it is a plain function.
    pub(super) fn called(&self, class: Item, name: &str) -> Option<String> {
        let (_, item) = self.find_method(class, name)?;
        let callable = self.inferred.callable(item)?;
        let function = self.functions.get(&callable.scope)?;
        (self.form(item, function) == Form::Function && self.is_called(callable, function))
            .then(|| self.method_name(item))
    }

    pub(super) fn is_enum(&self, class: Item) -> bool {
        self.inferred.class(class).is_some_and(|class| class.form == ClassForm::Enum)
    }

    pub(super) fn instance(&self, head: Item, family: &[Item]) -> String {
        let name = self.class_name(head);
        let mut out = format!("impl instance::Instance for {name} {{\n");
        let names = self.by_class(head, family, |class| literal(&self.inferred.item_name(class)));
        out.push_str(&format!("    fn class_name(&self) -> &'static str {{ {names} }}\n"));
        out.push_str("    fn address(&self) -> usize { instance::address(&self.0) }\n");
        if self.is_named_tuple(head) {
            out.push_str("    fn is_named_tuple(&self) -> bool { true }\n");
        }
        out.push_str(&self.shown_by(head, family));
        out.push_str(&self.compared_by(head, family));
        out.push_str("}\n");
        out
    }

    /// An expression for each class.
    fn by_class(&self, head: Item, family: &[Item], text: impl Fn(Item) -> String) -> String {
        let texts: Vec<String> = family.iter().map(|class| text(*class)).collect();
        match texts.as_slice() {
            [only] => only.clone(),
            [first, others @ ..] if others.iter().all(|other| other == first) => first.clone(),
            texts => {
                let tag = self.tag_name(head);
                let arms: Vec<String> = family
                    .iter()
                    .zip(texts)
                    .map(|(class, text)| format!("{tag}::{} => {text}", self.class_name(*class)))
                    .collect();
                format!("match self.0.class {{ {} }}", arms.join(", "))
            }
        }
    }

    /// A call of a method with values, inside of a function that gives a `Py`: as a value of this type.
    fn call_of(&self, head: Item, receiver: &str, method: Item, values: &[Value], wanted: &Type) -> String {
        let mut body = Body::new(self, ScopeId(0), Form::Function, Type::Never, &[]);
        let object = Value::place(receiver, Type::Instance(head));
        let value = body.call_function(method, Some(&object), &Given::values(values.iter().cloned()), NOWHERE);
        match wanted {
            Type::Bool => body.truth(&value),
            wanted => body.keep(&value, wanted, NOWHERE),
        }
    }

    fn shown_by(&self, head: Item, family: &[Item]) -> String {
        let mut out = String::new();
        let call =
            |method: Item, values: &[Value]| format!("Ok({})", self.call_of(head, "self", method, values, &Type::Str));
        let any = |name: &str| family.iter().any(|class| self.special(*class, name).is_some() || self.is_enum(*class));
        if any("__repr__") {
            let text = self.by_class(head, family, |class| match self.special(class, "__repr__") {
                Some(Special::Method(method)) => call(method, &[]),
                Some(Special::Added(name)) => format!("self.{name}()"),
                _ if self.is_enum(class) => "self.enum_repr()".to_owned(),
                _ => "Ok(Str::from(instance::default_repr(instance::Instance::class_name(self), instance::Instance::id(self))))".to_owned(),
            });
            out.push_str(&format!("    fn repr(&self) -> Py<Str> {{ {text} }}\n"));
        }
        if any("__str__") {
            let text = self.by_class(head, family, |class| match self.special(class, "__str__") {
                Some(Special::Method(method)) => call(method, &[]),
                _ if self.is_enum(class) => "self.enum_str()".to_owned(),
                _ => "instance::Instance::repr(self)".to_owned(),
            });
            out.push_str(&format!("    fn str(&self) -> Py<Str> {{ {text} }}\n"));
        }
        if any("__format__") {
            let spec = Value::new("Str::from(spec.to_owned())", Type::Str);
            let text = self.by_class(head, family, |class| match self.special(class, "__format__") {
                Some(Special::Method(method)) => call(method, std::slice::from_ref(&spec)),
                _ if matches!(self.mixin(class), Mixin::Int | Mixin::Str | Mixin::IntFlag) => "{ if spec.is_empty() { return instance::Instance::str(self); } let mut out = String::new(); self.0._value_.get()?.write_format(spec, &mut out)?; Ok(Str::from(out)) }".to_owned(),
                _ if self.is_enum(class) => "{ let mut out = String::new(); instance::Instance::str(self)?.write_format(spec, &mut out)?; Ok(Str::from(out)) }".to_owned(),
                _ => "match spec { \"\" => instance::Instance::str(self), _ => Err(instance::no_format(instance::Instance::class_name(self))) }".to_owned(),
            });
            out.push_str(&format!("    fn format(&self, spec: &str) -> Py<Str> {{ {text} }}\n"));
        }
        if self.is_flag(head) && !self.family_has(head, "__bool__") {
            out.push_str("    fn truth(&self) -> Py<bool> { Ok(self.0._value_.get()? != 0) }\n");
            return out;
        }
        let is_asked =
            |class: Item| self.called(class, "__bool__").is_some() || self.called(class, "__len__").is_some();
        if family.iter().any(|class| is_asked(*class)) {
            let text = self.by_class(head, family, |class| {
                let of = |name: &str| self.called(class, name).and_then(|_| self.find_method(class, name));
                match (of("__bool__"), of("__len__")) {
                    (Some((_, method)), _) => format!("Ok({})", self.call_of(head, "self", method, &[], &Type::Bool)),
                    (None, Some((_, method))) => {
                        format!("instance::truth_of_len({})", self.call_of(head, "self", method, &[], &Type::Int))
                    }
                    (None, None) => "Ok(true)".to_owned(),
                }
            });
            out.push_str(&format!("    fn truth(&self) -> Py<bool> {{ {text} }}\n"));
        }
        out
    }

    fn compared_by(&self, head: Item, family: &[Item]) -> String {
        let mut out = String::new();
        let name = self.class_name(head);
        let any = |name: &str| family.iter().any(|class| self.special(*class, name).is_some());
        let other = Value::place("other", Type::Instance(head));
        let other = Value::new(format!("{}.clone()", other.text), other.of_type);
        if any("__eq__") {
            let text = self.by_class(head, family, |class| match self.special(class, "__eq__") {
                Some(Special::Method(method)) => {
                    let called = self.call_of(head, "self", method, std::slice::from_ref(&other), &Type::Bool);
                    match self.gives_not_implemented(method) {
                        true => format!("instance::or_identity((|| Ok({called}))(), self, other)"),
                        false => format!("Ok({called})"),
                    }
                }
                Some(Special::Added(method)) => format!("self.{method}(other)"),
                _ => "Ok(instance::is(self, other))".to_owned(),
            });
            out.push_str(&format!("    fn equal(&self, other: &{name}) -> Py<bool> {{ {text} }}\n"));
        }
        if let (true, false) = (self.is_int_enum(head) || self.is_str_enum(head), any("__hash__")) {
            out.push_str("    fn hash(&self) -> Py<i64> { self.0._value_.get()?.hash() }\n");
        }
        if any("__hash__") {
            let text = self.by_class(head, family, |class| match self.special(class, "__hash__") {
                Some(Special::Method(method)) => format!("Ok({})", self.call_of(head, "self", method, &[], &Type::Int)),
                Some(Special::Added(method)) => format!("self.{method}()"),
                Some(Special::Unhashable) => {
                    "Err(instance::unhashable(instance::Instance::class_name(self)))".to_owned()
                }
                Some(Special::Total(..)) | None => "Ok(instance::identity_hash(instance::address(&self.0)))".to_owned(),
            });
            out.push_str(&format!("    fn hash(&self) -> Py<i64> {{ {text} }}\n"));
        }
        if self.is_int_enum(head) || self.is_str_enum(head) {
            let compared = "self.0._value_.get()?.compare(&other.0._value_.get()?, comparison).map(Some)";
            return format!(
                "{out}    fn order(&self, other: &{name}, comparison: Comparison) -> Py<Option<bool>> {{ {compared} }}\n"
            );
        }
        if ["__lt__", "__le__", "__gt__", "__ge__"].iter().any(|name| any(name)) {
            out.push_str(&self.order_method(head, family));
        }
        out
    }

    /// Says whether a method may give `NotImplemented`.
    pub(super) fn gives_not_implemented(&self, method: Item) -> bool {
        let Some(callable) = self.inferred.callable(method) else { return false };
        self.inferred
            .kinds(self.inferred.find(callable.result))
            .any(|kind| *kind == crate::analyse::types::Kind::NotImplemented)
    }

    fn order_method(&self, head: Item, family: &[Item]) -> String {
        let name = self.class_name(head);
        let mut arms = String::new();
        let other = Value::new("other.clone()", Type::Instance(head));
        let pairs = [("Less", "__lt__"), ("LessEqual", "__le__"), ("Greater", "__gt__"), ("GreaterEqual", "__ge__")];
        for (variant, method) in pairs {
            let text = self.by_class(head, family, |class| match self.special(class, method) {
                Some(Special::Method(method)) => {
                    let called = self.call_of(head, "self", method, std::slice::from_ref(&other), &Type::Bool);
                    format!("instance::or_none((|| Ok({called}))())")
                }
                Some(Special::Added(method)) => format!("self.{method}(other, comparison)"),
                Some(Special::Total(root, of)) => {
                    let called = self.call_of(head, "self", root, std::slice::from_ref(&other), &Type::Bool);
                    total_text(&called, of, method)
                }
                _ => "Ok(None)".to_owned(),
            });
            arms.push_str(&format!("            Comparison::{variant} => {text},\n"));
        }
        format!(
            "    fn order(&self, other: &{name}, comparison: Comparison) -> Py<Option<bool>> {{\n        match comparison {{\n{arms}        }}\n    }}\n"
        )
    }
}

/// An order that is made of another one, as `total_ordering` does.
fn total_text(root: &str, of: &str, wanted: &str) -> String {
    let equal = "instance::Instance::equal(self, other)?";
    let holds = match (of, wanted) {
        ("__lt__", "__gt__") | ("__gt__", "__lt__") => format!("!root && !{equal}"),
        ("__lt__", "__le__") | ("__gt__", "__ge__") => format!("root || {equal}"),
        ("__le__", "__ge__") | ("__ge__", "__le__") => format!("!root || {equal}"),
        ("__le__", "__lt__") | ("__ge__", "__gt__") => format!("root && !{equal}"),
        _ => "!root".to_owned(),
    };
    format!("match instance::or_none((|| Ok({root}))())? {{ Some(root) => Ok(Some({holds})), None => Ok(None) }}")
}
