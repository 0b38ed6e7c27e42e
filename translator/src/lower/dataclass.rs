//! What `@dataclass` adds to a class.

use super::Lower;
use super::body::Body;
use super::call::{Arg, Given};
use super::class::*;
use super::text::{Value, identifier, literal};
use super::types::Type;
use crate::analyse::types::Item;
use crate::tree::{Expr, ExprKind, Name, StmtKind};

impl<'a> Lower<'a> {
    /// The fields of a dataclass, those of its bases first, with their defaults.
    pub(super) fn dataclass_fields(&self, class: Item) -> Option<Vec<(Name, Option<&'a Expr>)>> {
        let known = self.inferred.class(class)?;
        let tree = *self.classes.get(&known.scope)?;
        if !is_dataclass(tree)
            || tree
                .body
                .iter()
                .any(|stmt| matches!(&stmt.kind, StmtKind::Function(function) if &*function.name == "__init__"))
        {
            return None;
        }
        let mut fields: Vec<(Name, Option<&'a Expr>)> = Vec::new();
        for base in order(self.inferred, class).into_iter().skip(1).rev() {
            fields.extend(self.dataclass_fields(base).unwrap_or_default());
        }
        for stmt in &tree.body {
            let StmtKind::Annotate { target, value, annotation } = &stmt.kind else { continue };
            let ExprKind::Name(name) = &target.kind else { continue };
            if annotated_as(annotation, "ClassVar") {
                self.refuse(stmt.span, "`ClassVar` is not translated yet");
            }
            fields.retain(|(other, _)| other != name);
            fields.push((name.clone(), value.as_ref()));
        }
        Some(fields)
    }

    pub(super) fn dataclass_constructor(
        &self,
        class: Item,
        head: Item,
        own: &str,
        made: &str,
        fields: &[(Name, Option<&'a Expr>)],
    ) -> String {
        let types = self.fields(head);
        let name = self.class_name(head);
        let of = |field: &Name| {
            types.iter().find(|(other, _)| other == field).map_or(Type::Never, |(_, of_type)| of_type.clone())
        };
        let parameters: Vec<String> =
            fields.iter().map(|(field, _)| format!("{}: {}", identifier(field), self.rust_type(&of(field)))).collect();
        let mut sets = String::new();
        for (field, _) in fields {
            let rust = identifier(field);
            if types.iter().any(|(other, _)| other == field) {
                sets.push_str(&format!("        this.0.{rust}.set({rust});\n"));
            }
        }
        if let Some((_, post)) = self.find_method(class, "__post_init__") {
            sets.push_str(&format!("        this.{}()?;\n", self.method_name(post)));
        }
        format!(
            "    pub fn {own}({}) -> Py<{name}> {{\n        let this = {made};\n{sets}        Ok(this)\n    }}\n",
            parameters.join(", ")
        )
    }

    /// What `@dataclass` adds: here only what is shown; equality stands in [`Lower::instance`].
    pub(super) fn dataclass_methods(&self, class: Item) -> String {
        let Some(fields) = self.dataclass_fields(class) else { return String::new() };
        if self.own_method(class, "__repr__") {
            return String::new();
        }
        let types = self.fields(self.head(class));
        let known: Vec<&Name> = fields
            .iter()
            .map(|(field, _)| field)
            .filter(|field| types.iter().any(|(other, _)| other == *field))
            .collect();
        let mut lets = String::new();
        let mut parts = vec![format!("Part::Text({})", literal(&format!("{}(", self.inferred.item_name(class))))];
        for (place, field) in known.iter().enumerate() {
            let separator = if place == 0 { "" } else { ", " };
            parts.push(format!("Part::Text({})", literal(&format!("{separator}{field}="))));
            lets.push_str(&format!("        let value_{place} = self.0.{}.get()?;\n", identifier(field)));
            parts.push(format!("Part::Repr(&value_{place})"));
        }
        parts.push("Part::Text(\")\")".to_owned());
        let name = self.dataclass_method(class, "repr");
        format!("\n    fn {name}(&self) -> Py<Str> {{\n{lets}        fstring(&[{}])\n    }}\n", parts.join(", "))
    }

    pub(super) fn dataclass_method(&self, class: Item, what: &str) -> String {
        format!("dataclass_{what}_{}", self.class_name(class).to_lowercase())
    }

    pub(super) fn dataclass_repr(&self, class: Item) -> Option<String> {
        let of = order(self.inferred, class).into_iter().find(|class| self.dataclass_fields(*class).is_some())?;
        Some(self.dataclass_method(of, "repr"))
    }

    pub(super) fn dataclass_equal(&self, head: Item, family: &[Item]) -> String {
        let name = self.class_name(head);
        let types = self.fields(head);
        let text = self.by_class(head, family, |class| {
            let Some(fields) = self.dataclass_fields(class) else { return "Ok(instance::is(self, other))".to_owned() };
            let tests: Vec<String> = fields
                .iter()
                .filter(|(field, _)| types.iter().any(|(other, _)| other == field))
                .map(|(field, _)| {
                    let rust = identifier(field);
                    format!("self.0.{rust}.get()?.is_or_equal(&other.0.{rust}.get()?)?")
                })
                .collect();
            let same = if family.len() > 1 { "self.0.class == other.0.class" } else { "true" };
            let tests = if tests.is_empty() { String::new() } else { format!(" && {}", tests.join(" && ")) };
            format!("Ok({same}{tests})")
        });
        format!("    fn equal(&self, other: &{name}) -> Py<bool> {{ {text} }}\n")
    }
}

impl<'a> Body<'_, 'a> {
    pub(super) fn construct_dataclass(
        &mut self,
        head: Item,
        path: &str,
        fields: &[(Name, Option<&'a Expr>)],
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Value {
        if given.star.is_some() || given.has_double_star {
            return self.refuse(expr.span, "a star in this call is not translated yet");
        }
        let types = self.lower.fields(head);
        let mut arguments = Vec::new();
        for (place, (field, default)) in fields.iter().enumerate() {
            let of_type =
                types.iter().find(|(other, _)| other == field).map_or(Type::Never, |(_, of_type)| of_type.clone());
            let argument = given.positional.get(place).map(|argument| (place, argument.clone())).or_else(|| {
                let place = given.named.iter().position(|(other, _)| other == field)?;
                Some((given.positional.len() + place, given.named.get(place)?.1.clone()))
            });
            match (argument, default) {
                (Some((place, argument)), _) => {
                    arguments.push((place, self.kept_argument(&argument, &of_type, expr.span)))
                }
                (None, Some(default)) => {
                    let Some(text) = self.field_default(default, &of_type) else {
                        return Value::new("()", Type::Never);
                    };
                    arguments.push((usize::MAX, text));
                }
                (None, None) => return self.refuse(expr.span, format!("the argument `{field}` is missing")),
            }
        }
        let text = self.with_order(path, &arguments);
        self.tried(text, Type::Instance(head))
    }

    /// The default of a field of a dataclass.
    pub(super) fn field_default(&mut self, default: &'a Expr, of_type: &Type) -> Option<String> {
        if super::call::is_constant(default) {
            return Some(self.kept_as(default, of_type));
        }
        let ExprKind::Call(function, arguments) = &default.kind else {
            self.refuse(default.span, "this default is not translated yet");
            return None;
        };
        if decorator_name(function) != "field" {
            self.refuse(default.span, "this default is not translated yet");
            return None;
        }
        let given = Given::of(arguments);
        match (given.named("default"), given.named("default_factory")) {
            (Some(Arg::Expr(default)), _) => Some(self.kept_as(default, of_type)),
            (None, Some(Arg::Expr(factory))) => match (self.builtin_name(factory), of_type) {
                (Some("list" | "dict" | "set"), Type::List(_) | Type::Dict(..) | Type::Set(_)) => {
                    Some(format!("<{}>::default()", self.lower.rust_type(of_type)))
                }
                _ => {
                    self.refuse(default.span, "this default is not translated yet");
                    None
                }
            },
            _ => {
                self.refuse(default.span, "this default is not translated yet");
                None
            }
        }
    }
}

fn annotated_as(annotation: &Expr, name: &str) -> bool {
    match &annotation.kind {
        ExprKind::Name(other) | ExprKind::Attribute(_, other) => &**other == name,
        ExprKind::Subscript(of, _) => annotated_as(of, name),
        _ => false,
    }
}
