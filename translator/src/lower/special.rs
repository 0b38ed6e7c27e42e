//! What Python asks of any object: to be shown, compared, hashed.

use super::Lower;
use super::body::Form;
use super::text::literal;
use crate::analyse::types::Item;

impl<'a> Lower<'a> {
    pub(super) fn own_method(&self, class: Item, name: &str) -> bool {
        self.find_method(class, name).is_some_and(|(of, _)| of == class)
    }

    // What Python asks of any object.

    pub(super) fn instance(&self, head: Item, family: &[Item]) -> String {
        let name = self.class_name(head);
        let mut out = format!("impl instance::Instance for {name} {{\n");
        let names = self.by_class(head, family, |class| literal(&self.inferred.item_name(class)));
        out.push_str(&format!("    fn class_name(&self) -> &'static str {{ {names} }}\n"));
        out.push_str("    fn address(&self) -> usize { instance::address(&self.0) }\n");
        out.push_str(&self.shown_by(head, family));
        out.push_str(&self.compared_by(head, family));
        out.push_str("}\n");
        out
    }

    /// An expression for each class.
    pub(super) fn by_class(&self, head: Item, family: &[Item], text: impl Fn(Item) -> String) -> String {
        let texts: Vec<String> = family.iter().map(|class| text(*class)).collect();
        match texts.as_slice() {
            [only] => only.clone(),
            texts if texts.windows(2).all(|pair| matches!(pair, [one, other] if one == other)) => texts[0].clone(),
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

    pub(super) fn shown_by(&self, head: Item, family: &[Item]) -> String {
        let mut out = String::new();
        let is_shown = |class: Item| self.called(class, "__repr__").is_some() || self.dataclass_repr(class).is_some();
        if family.iter().any(|class| is_shown(*class)) {
            let text = self.by_class(head, family, |class| {
                let own = self.called(class, "__repr__").map(|name| format!("self.{name}()"));
                let of_dataclass = || self.dataclass_repr(class).map(|name| format!("self.{name}()"));
                let default = || "Ok(Str::from(instance::default_repr(instance::Instance::class_name(self), instance::Instance::id(self))))".to_owned();
                own.or_else(of_dataclass).unwrap_or_else(default)
            });
            out.push_str(&format!("    fn repr(&self) -> Py<Str> {{ {text} }}\n"));
        }
        for (python, rust) in [("__str__", "str"), ("__format__", "format")] {
            if family.iter().any(|class| self.called(*class, python).is_some()) {
                let argument = if python == "__format__" { "spec" } else { "" };
                let text = self.by_class(head, family, |class| match self.called(class, python) {
                    Some(name) if python == "__format__" => format!("self.{name}(Str::from(spec.to_owned()))"),
                    Some(name) => format!("self.{name}({argument})"),
                    None if python == "__str__" => "instance::Instance::repr(self)".to_owned(),
                    None => "instance::Instance::str(self)".to_owned(),
                });
                let parameter = if python == "__format__" { ", spec: &str" } else { "" };
                out.push_str(&format!("    fn {rust}(&self{parameter}) -> Py<Str> {{ {text} }}\n"));
            }
        }
        let is_asked =
            |class: Item| self.called(class, "__bool__").is_some() || self.called(class, "__len__").is_some();
        if family.iter().any(|class| is_asked(*class)) {
            let text = self.by_class(head, family, |class| {
                let own = self.called(class, "__bool__").map(|name| format!("self.{name}()"));
                let of_len = || self.called(class, "__len__").map(|name| format!("self.{name}().map(|len| len != 0)"));
                own.or_else(of_len).unwrap_or_else(|| "Ok(true)".to_owned())
            });
            out.push_str(&format!("    fn truth(&self) -> Py<bool> {{ {text} }}\n"));
        }
        out
    }

    /// The Rust name of a method that is called, where it is a plain function.
    pub(super) fn called(&self, class: Item, name: &str) -> Option<String> {
        let (of, item) = self.find_method(class, name)?;
        let callable = self.inferred.callable(item)?;
        let function = self.functions.get(&callable.scope)?;
        let _ = of;
        (self.form(item, function) == Form::Function && self.is_called(callable, function))
            .then(|| self.method_name(item))
    }

    pub(super) fn compared_by(&self, head: Item, family: &[Item]) -> String {
        let mut out = String::new();
        let name = self.class_name(head);
        let has = |python: &str| family.iter().any(|class| self.called(*class, python).is_some());
        let is_dataclass = family.iter().any(|class| self.dataclass_fields(*class).is_some());
        if has("__eq__") {
            let text = self.by_class(head, family, |class| match self.called(class, "__eq__") {
                Some(method) => format!("self.{method}(other.clone())"),
                None => "Ok(instance::is(self, other))".to_owned(),
            });
            out.push_str(&format!("    fn equal(&self, other: &{name}) -> Py<bool> {{ {text} }}\n"));
        } else if is_dataclass {
            out.push_str(&self.dataclass_equal(head, family));
        }
        if has("__hash__") {
            let text = self.by_class(head, family, |class| match self.called(class, "__hash__") {
                Some(method) => format!("self.{method}()"),
                None => "Ok(instance::identity_hash(instance::address(&self.0)))".to_owned(),
            });
            out.push_str(&format!("    fn hash(&self) -> Py<i64> {{ {text} }}\n"));
        } else if has("__eq__") || is_dataclass {
            let shown = literal(&self.inferred.item_name(head));
            out.push_str(&format!("    fn hash(&self) -> Py<i64> {{ Err(instance::unhashable({shown})) }}\n"));
        }
        if ["__lt__", "__le__", "__gt__", "__ge__"].iter().any(|name| has(name)) {
            out.push_str(&self.order_method(head, family));
        }
        out
    }

    pub(super) fn order_method(&self, head: Item, family: &[Item]) -> String {
        let name = self.class_name(head);
        let mut arms = String::new();
        let pairs = [
            ("Less", "__lt__", "__gt__"),
            ("LessEqual", "__le__", "__ge__"),
            ("Greater", "__gt__", "__lt__"),
            ("GreaterEqual", "__ge__", "__le__"),
        ];
        for (variant, method, reflected) in pairs {
            let text = self.by_class(head, family, |class| {
                match (self.called(class, method), self.called(class, reflected)) {
                    (Some(method), _) => format!("self.{method}(other.clone()).map(Some)"),
                    (None, Some(reflected)) => format!("other.{reflected}(self.clone()).map(Some)"),
                    (None, None) => "Ok(None)".to_owned(),
                }
            });
            arms.push_str(&format!("            Comparison::{variant} => {text},\n"));
        }
        format!(
            "    fn order(&self, other: &{name}, comparison: Comparison) -> Py<Option<bool>> {{\n        match comparison {{\n{arms}        }}\n    }}\n"
        )
    }
}
