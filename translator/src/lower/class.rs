//! Classes.
//!
//! # How it works
//!
//! Classes that inherit from one another are a *family*: one Rust type, a handle to the fields of all of them, which knows the class of its
//! object. A method is a method of that type; where several classes of a family have one of a name, a call looks which class the object is of.
//! Classes of exceptions are statics; their objects are `Exc`.
//!
//! - **I1** A class is looked up in its bases from left to right, each with its own bases before the next.

use super::Lower;
use super::body::{Body, Form};
use super::call::{Arg, Given};
use super::text::{Value, identifier, literal};
use super::types::{Type, is_exception};
use crate::analyse::infer::{Binding, Inferred};
use crate::analyse::scopes::ScopeId;
use crate::analyse::types::{Item, Kind};
use crate::tree::{Class, Expr, ExprKind, Function, Name, Span, Stmt, StmtKind};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The head of the family of each class.
pub(super) fn families(inferred: &Inferred) -> BTreeMap<Item, Item> {
    inferred.classes().map(|(item, _)| (item, inferred.family(item))).collect()
}

/// The classes of the program from which a class inherits directly or not, itself first, in the order of looking.
pub(super) fn order(inferred: &Inferred, item: Item) -> Vec<Item> {
    inferred.class(item).map_or_else(Vec::new, |class| class.order.clone())
}

/// Says whether the objects of a class are exceptions.
pub(super) fn is_exception_class(inferred: &Inferred, item: Item) -> bool {
    let Some(class) = inferred.class(item) else { return false };
    class.library.iter().any(|key| inferred.is_library_subclass(key, "BaseException"))
}

impl<'a> Lower<'a> {
    /// The classes of a family.
    fn family(&self, head: Item) -> Vec<Item> {
        self.families.iter().filter(|(_, of)| **of == head).map(|(item, _)| *item).collect()
    }

    fn head(&self, item: Item) -> Item {
        self.families.get(&item).copied().unwrap_or(item)
    }

    pub(super) fn class_name(&self, item: Item) -> String {
        const TAKEN: &[&str] = &[
            "Arg",
            "Attr",
            "Bytes",
            "Class",
            "Comparison",
            "Coroutine",
            "Dict",
            "Equal",
            "Exc",
            "Future",
            "Generator",
            "Global",
            "Int",
            "Iter",
            "Iterable",
            "Key",
            "Leave",
            "List",
            "Number",
            "Object",
            "Option",
            "Ordered",
            "Part",
            "Py",
            "Range",
            "Rc",
            "Result",
            "Sequence",
            "Set",
            "Shared",
            "Shown",
            "Slice",
            "Str",
            "String",
            "Task",
            "Var",
            "Vec",
            "Yielder",
            "Box",
            "FrozenSet",
            "AsyncGenerator",
            "AnyIter",
            "AsyncContextManager",
            "ContextManager",
            "Default",
            "Clone",
            "Copy",
        ];
        let name = self.inferred.item_name(item);
        let name = if TAKEN.contains(&name.as_str()) { format!("{name}_") } else { identifier(&name) };
        // Another class of the same name, in another function.
        let before = self.inferred.classes().take_while(|(other, _)| *other != item);
        let count =
            before.filter(|(other, _)| self.inferred.item_name(*other) == self.inferred.item_name(item)).count();
        if count == 0 { name } else { format!("{name}{}", count + 1) }
    }

    /// Says whether a class of a family has a method of this name.
    pub(super) fn family_has(&self, head: Item, name: &str) -> bool {
        self.family(head).iter().any(|class| self.find_method(*class, name).is_some())
    }

    /// The method that an object of a class has by a name, and the class in which it stands.
    pub(super) fn find_method(&self, class: Item, name: &str) -> Option<(Item, Item)> {
        let name: Name = name.into();
        order(self.inferred, class).into_iter().find_map(|class| {
            let scope = self.inferred.class(class)?.scope;
            let node = self.inferred.variable(scope, &name)?;
            match self.known(node)? {
                Kind::Function(item) => {
                    let callable = self.inferred.callable(item)?;
                    let parent = self.scopes.scopes.get(callable.scope.0 as usize)?.parent?;
                    (parent == scope).then_some((class, item))
                }
                _ => None,
            }
        })
    }

    /// The Rust name of a method.
    pub(super) fn method_name(&self, item: Item) -> String {
        let Some(callable) = self.inferred.callable(item) else { return String::new() };
        let Some(class) = self.class_around(callable.scope) else { return String::new() };
        let name = match &*callable.name {
            "clone" | "new" | "make" | "is" => format!("{}_", callable.name),
            name => identifier(name),
        };
        if self.family(self.head(class)).len() == 1 {
            return name;
        }
        format!("{}_{name}", self.class_name(class).to_lowercase())
    }

    /// The path by which a method without an object is called.
    pub(super) fn method_path(&self, item: Item) -> String {
        let class = self.inferred.callable(item).and_then(|callable| self.class_around(callable.scope));
        let class = class.map(|class| self.class_name(self.head(class))).unwrap_or_default();
        format!("{class}::{}", self.method_name(item))
    }

    /// The static of a class of exceptions.
    pub(super) fn exception_static(&self, item: Item) -> Option<String> {
        if self.inferred.class(item).is_none() {
            return super::leave::builtin_exception(&self.inferred.item_name(item));
        }
        is_exception_class(self.inferred, item).then(|| format!("{}_CLASS", self.class_name(item).to_uppercase()))
    }

    /// The test whether an object of a family is of a class.
    pub(super) fn class_test(&self, head: Item, class: Item, receiver: &str) -> String {
        let family = self.family(head);
        let matching: Vec<Item> =
            family.iter().copied().filter(|one| order(self.inferred, *one).contains(&class)).collect();
        if matching.is_empty() {
            return "false".to_owned();
        }
        if matching.len() == family.len() {
            return "true".to_owned();
        }
        let tag = self.tag_name(head);
        let tags: Vec<String> = matching.iter().map(|class| format!("{tag}::{}", self.class_name(*class))).collect();
        format!("matches!({receiver}.0.class, {})", tags.join(" | "))
    }

    fn tag_name(&self, head: Item) -> String {
        format!("{}Class", self.class_name(head))
    }

    /// The attributes of the objects of a family, with their types.
    fn fields(&self, head: Item) -> Vec<(Name, Type)> {
        let mut fields: BTreeMap<Name, Vec<Type>> = BTreeMap::new();
        for class in self.family(head) {
            for (name, node) in self.inferred.fields(class) {
                let is_stored = self.inferred.kinds(self.inferred.find(node)).next().is_some();
                if is_stored && self.find_method(class, name).is_none() {
                    let span = Span { start: 0, end: 0 };
                    fields.entry(name.clone()).or_default().push(self.type_at(node, span));
                }
            }
        }
        let joined = fields.into_iter().filter_map(|(name, types)| {
            let of_type = self.types.joined_optional(types).ok()?;
            (of_type != Type::Known).then_some((name, of_type))
        });
        joined.collect()
    }

    fn field(&self, head: Item, name: &str) -> Option<Type> {
        self.fields(head).into_iter().find(|(field, _)| &**field == name).map(|(_, of_type)| of_type)
    }

    /// The variable of a class that an object sees under a name.
    fn class_variable(&self, class: Item, name: &Name) -> Option<(Item, ScopeId, Type)> {
        order(self.inferred, class).into_iter().find_map(|class| {
            let scope = self.inferred.class(class)?.scope;
            let node = self.inferred.variable(scope, name)?;
            self.inferred.kinds(self.inferred.find(node)).next()?;
            let of_type = self.types.of(node).ok()?;
            Some((class, scope, of_type))
        })
    }

    fn class_global(&self, class: Item, name: &str) -> Name {
        format!("{}.{name}", self.class_name(class)).into()
    }

    /// A class statement: what its body evaluates, and the type of its family.
    pub(super) fn class(&self, class: &'a Rc<Class>, body: &mut Body<'_, 'a>) {
        let Some(scope) = self.scopes.of_definition(class.name_span) else { return };
        let Some(item) = self.inferred.classes().find(|(_, known)| known.scope == scope).map(|(item, _)| item) else {
            return;
        };
        self.check_class(class, item);
        let is_dataclass = is_dataclass(class);
        let kept = std::mem::replace(&mut body.scope, scope);
        for stmt in &class.body {
            self.class_statement(stmt, item, is_dataclass, body);
        }
        body.scope = kept;
        if is_exception_class(self.inferred, item) {
            self.exception_class(class, item);
        } else if self.head(item) == item {
            self.family_item(item);
        }
    }

    /// Refuses what a class may not have yet.
    fn check_class(&self, class: &Class, item: Item) {
        for decorator in &class.decorators {
            if !matches!(decorator_name(decorator), "dataclass") {
                self.refuse(decorator.span, "this decorator is not translated yet");
            }
        }
        let mut program_bases = 0;
        for base in &class.bases {
            let kind = self.inferred.expression(base.value.id).and_then(|node| self.known(node));
            let name = match &base.value.kind {
                ExprKind::Name(name) | ExprKind::Attribute(_, name) => &**name,
                _ => "",
            };
            match kind {
                Some(Kind::Class(base)) if self.inferred.class(base).is_some() => program_bases += 1,
                _ if matches!(name, "object" | "ABC" | "Protocol") || is_exception(name) => {}
                _ => self.refuse(base.value.span, "this base is not translated yet"),
            }
        }
        if program_bases > 1 {
            self.refuse(class.name_span, "several bases are not translated yet");
        }
        let _ = item;
    }

    fn class_statement(&self, stmt: &'a Stmt, item: Item, is_dataclass: bool, body: &mut Body<'_, 'a>) {
        match &stmt.kind {
            StmtKind::Function(_) | StmtKind::Pass => {}
            StmtKind::Expr(Expr { kind: ExprKind::Str(_) | ExprKind::Ellipsis, .. }) => {}
            StmtKind::Annotate { value: None, .. } => {}
            StmtKind::Annotate { .. } if is_dataclass => {}
            StmtKind::Annotate { target, value: Some(value), .. } => self.class_assign(target, value, item, body),
            StmtKind::Assign { targets, value } => match targets.as_slice() {
                [target] => self.class_assign(target, value, item, body),
                _ => self.refuse(stmt.span, "this is not translated in a class yet"),
            },
            _ => self.refuse(stmt.span, "this is not translated in a class yet"),
        }
    }

    fn class_assign(&self, target: &Expr, value: &'a Expr, item: Item, body: &mut Body<'_, 'a>) {
        let ExprKind::Name(name) = &target.kind else {
            return self.refuse(target.span, "this is not translated in a class yet");
        };
        if &**name == "__slots__" {
            return;
        }
        let Some(class) = self.inferred.class(item) else { return };
        let of_type = body.variable_type(class.scope, name, target.span);
        if of_type == Type::Known {
            return self.refuse(target.span, "a function or class under another name is not translated in a class yet");
        }
        let value = body.kept_as(value, &of_type);
        let global = self.class_global(item, name);
        self.globals.borrow_mut().insert(global.clone(), of_type);
        body.line(format!("{}.set({value});", super::global_name(&global)));
    }

    /// A class of exceptions is a static.
    fn exception_class(&self, class: &'a Class, item: Item) {
        let mut statics = Vec::new();
        for base in &class.bases {
            let kind = self.inferred.expression(base.value.id).and_then(|node| self.known(node));
            if let Some(Kind::Class(base)) = kind {
                statics.extend(self.exception_static(base).map(|name| format!("&{name}")));
            }
        }
        for stmt in &class.body {
            if let StmtKind::Function(function) = &stmt.kind {
                self.refuse(function.name_span, "methods of exceptions are not translated yet");
            }
        }
        let Some(name) = self.exception_static(item) else { return };
        let text =
            format!("pub static {name}: Class = Class::new({}, &[{}]);\n", literal(&class.name), statics.join(", "));
        self.add_item(text);
    }

    /// The Rust type of a family, with the methods of all its classes.
    fn family_item(&self, head: Item) {
        let name = self.class_name(head);
        let family = self.family(head);
        let mut fields = String::new();
        for (field, of_type) in self.fields(head) {
            fields.push_str(&format!("    pub {}: Attr<{}>,\n", identifier(&field), self.rust_type(&of_type)));
        }
        let mut out = format!("#[derive(Clone)]\npub struct {name}(Rc<{name}Fields>);\n\n");
        if family.len() > 1 {
            let tag = self.tag_name(head);
            let tags: Vec<String> = family
                .iter()
                .map(|class| {
                    let default = if *class == head { "#[default] " } else { "" };
                    format!("{default}{}", self.class_name(*class))
                })
                .collect();
            out.push_str(&format!(
                "#[derive(Clone, Copy, Default, PartialEq, Eq)]\npub enum {tag} {{ {} }}\n\n",
                tags.join(", ")
            ));
            fields.insert_str(0, &format!("    class: {tag},\n"));
        }
        out.push_str(&format!("#[derive(Default)]\npub struct {name}Fields {{\n{fields}}}\n\n"));
        let mut methods = String::new();
        for class in &family {
            methods.push_str(&self.constructor(*class, head));
            methods.push_str(&self.methods(*class));
        }
        out.push_str(&format!("impl {name} {{\n{methods}}}\n\n"));
        out.push_str(&self.instance(head, &family));
        out.push_str(&format!("object!({name});\n"));
        self.add_item(out);
    }

    fn methods(&self, class: Item) -> String {
        let Some(known) = self.inferred.class(class) else { return String::new() };
        let Some(tree) = self.classes.get(&known.scope) else { return String::new() };
        let mut out = String::new();
        for stmt in &tree.body {
            let StmtKind::Function(function) = &stmt.kind else { continue };
            if let Some(text) = self.method(class, function) {
                out.push('\n');
                out.push_str(&text);
            }
        }
        if is_dataclass(tree) {
            out.push_str(&self.dataclass_methods(class));
        }
        out
    }

    fn method(&self, class: Item, function: &'a Rc<Function>) -> Option<String> {
        let scope = self.scopes.of_definition(function.name_span)?;
        let (item, callable) = self.inferred.function_of(scope)?;
        for decorator in &function.decorators {
            let is_known =
                matches!(decorator_name(decorator), "staticmethod" | "classmethod" | "property" | "abstractmethod");
            if !is_known {
                self.refuse(decorator.span, "this decorator is not translated yet");
            }
        }
        if !self.is_called(callable, function) {
            return None;
        }
        let receiver = matches!(callable.binding, Binding::Object | Binding::Property).then_some(class);
        Some(self.function_text(item, callable, function, &self.method_name(item), receiver, 1))
    }

    /// The function that makes an object of a class.
    fn constructor(&self, class: Item, head: Item) -> String {
        let (name, own) = (self.class_name(head), self.constructor_name(class, head));
        let made = if class == head {
            format!("{name}(Rc::default())")
        } else {
            let tag = format!("{}::{}", self.tag_name(head), self.class_name(class));
            format!("{name}(Rc::new({name}Fields {{ class: {tag}, ..Default::default() }}))")
        };
        if let Some(fields) = self.dataclass_fields(class) {
            return self.dataclass_constructor(class, head, &own, &made, &fields);
        }
        let Some((_, init)) = self.find_method(class, "__init__") else {
            return format!("    pub fn {own}() -> Py<{name}> {{\n        Ok({made})\n    }}\n");
        };
        let Some(callable) = self.inferred.callable(init) else { return String::new() };
        let Some(function) = self.functions.get(&callable.scope) else { return String::new() };
        if !self.is_called(callable, function) {
            return String::new();
        }
        let mut parameters = self.captured_parameters(callable.scope);
        let mut names: Vec<String> =
            parameters.iter().filter_map(|parameter| parameter.split(':').next()).map(str::to_owned).collect();
        for parameter in super::function::parameter_names(&function.parameters).into_iter().skip(1) {
            let node = self.inferred.variable(callable.scope, parameter);
            let of_type = node.map_or(Type::Never, |node| self.type_at(node, function.name_span));
            if of_type != Type::Known {
                parameters.push(format!("{}: {}", identifier(parameter), self.rust_type(&of_type)));
                names.push(identifier(parameter));
            }
        }
        let call = format!("this.{}({})", self.method_name(init), names.join(", "));
        let (prefix, awaits) =
            if self.form(init, function) == Form::Blocking { ("async ", ".await") } else { ("", "") };
        format!(
            "    pub {prefix}fn {own}({}) -> Py<{name}> {{\n        let this = {made};\n        {call}{awaits}?;\n        Ok(this)\n    }}\n",
            parameters.join(", ")
        )
    }

    fn constructor_name(&self, class: Item, head: Item) -> String {
        if self.family(head).len() == 1 {
            "new".to_owned()
        } else {
            format!("new_{}", self.class_name(class).to_lowercase())
        }
    }

    // Dataclasses.

    /// The fields of a dataclass, those of its bases first, with their defaults.
    fn dataclass_fields(&self, class: Item) -> Option<Vec<(Name, Option<&'a Expr>)>> {
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

    fn dataclass_constructor(
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
    fn dataclass_methods(&self, class: Item) -> String {
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

    fn dataclass_method(&self, class: Item, what: &str) -> String {
        format!("dataclass_{what}_{}", self.class_name(class).to_lowercase())
    }

    fn own_method(&self, class: Item, name: &str) -> bool {
        self.find_method(class, name).is_some_and(|(of, _)| of == class)
    }

    // What Python asks of any object.

    fn instance(&self, head: Item, family: &[Item]) -> String {
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
    fn by_class(&self, head: Item, family: &[Item], text: impl Fn(Item) -> String) -> String {
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

    fn shown_by(&self, head: Item, family: &[Item]) -> String {
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

    fn dataclass_repr(&self, class: Item) -> Option<String> {
        let of = order(self.inferred, class).into_iter().find(|class| self.dataclass_fields(*class).is_some())?;
        Some(self.dataclass_method(of, "repr"))
    }

    /// The Rust name of a method that is called, where it is a plain function.
    fn called(&self, class: Item, name: &str) -> Option<String> {
        let (of, item) = self.find_method(class, name)?;
        let callable = self.inferred.callable(item)?;
        let function = self.functions.get(&callable.scope)?;
        let _ = of;
        (self.form(item, function) == Form::Function && self.is_called(callable, function))
            .then(|| self.method_name(item))
    }

    fn compared_by(&self, head: Item, family: &[Item]) -> String {
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

    fn dataclass_equal(&self, head: Item, family: &[Item]) -> String {
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

    fn order_method(&self, head: Item, family: &[Item]) -> String {
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

fn annotated_as(annotation: &Expr, name: &str) -> bool {
    match &annotation.kind {
        ExprKind::Name(other) | ExprKind::Attribute(_, other) => &**other == name,
        ExprKind::Subscript(of, _) => annotated_as(of, name),
        _ => false,
    }
}

/// The name of a decorator, without its module and its arguments.
pub(super) fn decorator_name(decorator: &Expr) -> &str {
    match &decorator.kind {
        ExprKind::Name(name) | ExprKind::Attribute(_, name) => name,
        ExprKind::Call(function, _) => decorator_name(function),
        _ => "",
    }
}

pub(super) fn is_dataclass(class: &Class) -> bool {
    class.decorators.iter().any(|decorator| decorator_name(decorator) == "dataclass")
}

impl<'a> Body<'_, 'a> {
    // Calls of classes and methods.

    /// A class is called.
    pub(super) fn construct(&mut self, item: Item, given: &Given<'a>, expr: &'a Expr) -> Value {
        if let Some(exception) = self.lower.exception_static(item) {
            return self.make_exception(&exception, given, expr);
        }
        let name = self.lower.inferred.item_name(item);
        if self.lower.inferred.class(item).is_none() {
            for module in ["asyncio", "collections", "contextvars", "random", "datetime", "string"] {
                let key = format!("{module}.{name}");
                if super::library::is_described(&key) {
                    return self.call_library(&key, None, given, expr);
                }
            }
            return self.refuse(expr.span, format!("`{name}` is not translated yet"));
        }
        let head = self.lower.head(item);
        let path = format!("{}::{}", self.lower.class_name(head), self.lower.constructor_name(item, head));
        if let Some(fields) = self.lower.dataclass_fields(item) {
            return self.construct_dataclass(head, &path, &fields, given, expr);
        }
        let Some((_, init)) = self.lower.find_method(item, "__init__") else {
            if !given.positional.is_empty() || !given.named.is_empty() {
                return self.refuse(expr.span, format!("`{name}` takes no arguments"));
            }
            return self.tried(format!("{path}()"), Type::Instance(head));
        };
        let inferred = self.lower.inferred;
        let Some(callable) = inferred.callable(init) else { return self.refuse(expr.span, "this class") };
        let Some(function) = self.lower.functions.get(&callable.scope).copied() else {
            return self.refuse(expr.span, "this class");
        };
        let Some(arguments) = self.arguments(init, function, true, given, expr.span) else {
            return Value::new("()", Type::Never);
        };
        let text = self.with_order(&path, &arguments);
        let text = if self.lower.form(init, function) == Form::Blocking { format!("{text}.await") } else { text };
        self.tried(text, Type::Instance(head))
    }

    fn construct_dataclass(
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
    fn field_default(&mut self, default: &'a Expr, of_type: &Type) -> Option<String> {
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

    fn make_exception(&mut self, class: &str, given: &Given<'a>, expr: &'a Expr) -> Value {
        if !given.named.is_empty() || given.star.is_some() {
            return self.refuse(expr.span, "exceptions are made with plain arguments only");
        }
        let mut texts = Vec::new();
        for argument in &given.positional {
            let value = self.argument(argument);
            if value.of_type == Type::Known {
                return self.refuse(expr.span, "functions and classes are no arguments of exceptions yet");
            }
            texts.push(match value.of_type {
                Type::Str | Type::Int | Type::Bool => value.owned(),
                _ => format!("Shown({})", value.owned()),
            });
        }
        let arguments = match texts.as_slice() {
            [] => "()".to_owned(),
            [only] => only.clone(),
            [one, other] => format!("({one}, {other})"),
            _ => return self.refuse(expr.span, "exceptions of more than two arguments are not translated yet"),
        };
        Value::new(format!("Exc::new(&{class}, {arguments})"), Type::Exception)
    }

    /// A method of an object of the program.
    pub(super) fn call_object(
        &mut self,
        object: &Value,
        classes: &[Item],
        name: &Name,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Value {
        let targets: Vec<(Item, Option<Item>)> =
            classes.iter().map(|class| (*class, self.lower.find_method(*class, name).map(|(_, item)| item))).collect();
        let mut found: Vec<Item> = targets.iter().filter_map(|(_, item)| *item).collect();
        found.sort_unstable();
        found.dedup();
        match found.as_slice() {
            [] => match &object.of_type {
                Type::Instance(head) if self.lower.field(*head, name).is_some() => {
                    let value = self.read_field(object, *head, classes, name, expr.span);
                    self.call_value_of(&value, given, expr.span)
                }
                _ => self.refuse(expr.span, format!("no method `{name}` is known for this object")),
            },
            [only] if targets.iter().all(|(_, item)| item.is_some()) => self.call_bound(*only, object, given, expr),
            _ => self.dispatch(object, &targets, name, given, expr),
        }
    }

    /// A method that is known: with its object, unless it takes none.
    fn call_bound(&mut self, item: Item, object: &Value, given: &Given<'a>, expr: &'a Expr) -> Value {
        let binding = self.lower.inferred.callable(item).map(|callable| callable.binding);
        match binding {
            Some(Binding::Static) => self.call_function(item, None, given, expr.span),
            Some(Binding::Class) => self.call_class_method(item, given, expr),
            Some(Binding::Property) => {
                let value = self.call_function(item, Some(object), &Given::default(), expr.span);
                self.call_value_of(&value, given, expr.span)
            }
            _ => self.call_function(item, Some(object), given, expr.span),
        }
    }

    /// `cls` is known where it stands: a placeholder takes its place.
    fn call_class_method(&mut self, item: Item, given: &Given<'a>, expr: &'a Expr) -> Value {
        let mut given = given.clone();
        given.positional.insert(0, Arg::Value(Value::new("()", Type::Known)));
        self.call_function(item, None, &given, expr.span)
    }

    /// The object's class decides which method is called.
    fn dispatch(
        &mut self,
        object: &Value,
        targets: &[(Item, Option<Item>)],
        name: &Name,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Value {
        let Type::Instance(head) = object.of_type else { return self.refuse(expr.span, "this call") };
        let (bound, given) = self.bound_arguments(given);
        let held = Value::place("object", object.of_type.clone());
        let of_type = self.type_of(expr);
        let tag = self.lower.tag_name(head);
        let mut arms = String::new();
        for (class, target) in targets {
            let Some(target) = target else {
                return self.refuse(expr.span, format!("not every class of this object has a method `{name}`"));
            };
            let value = self.call_bound(*target, &held, &given, expr);
            let wanted =
                if matches!(of_type, Type::Never | Type::Known) { value.of_type.clone() } else { of_type.clone() };
            let text = self.keep(&value, &wanted, expr.span);
            arms.push_str(&format!("{tag}::{} => {text}, ", self.lower.class_name(*class)));
        }
        if targets.len() < self.lower.family(head).len() {
            arms.push_str(&format!("_ => {}, ", self.fallible("Err(unreached())")));
        }
        let text = format!("{{ let object = {}; {bound}match object.0.class {{ {arms}}} }}", object.owned());
        Value::new(text, of_type)
    }

    /// Evaluates arguments once, for calls of several functions.
    fn bound_arguments(&mut self, given: &Given<'a>) -> (String, Given<'a>) {
        let mut text = String::new();
        let mut bound = Given::default();
        for argument in &given.positional {
            let value = self.argument(argument);
            let name = self.temporary("argument");
            text.push_str(&format!("let {name} = {}; ", value.owned()));
            bound.positional.push(Arg::Value(Value::place(name, value.of_type)));
        }
        for (parameter, argument) in &given.named {
            let value = self.argument(argument);
            let name = self.temporary("argument");
            text.push_str(&format!("let {name} = {}; ", value.owned()));
            bound.named.push((parameter.clone(), Arg::Value(Value::place(name, value.of_type))));
        }
        (text, bound)
    }

    fn call_value_of(&mut self, value: &Value, given: &Given<'a>, span: Span) -> Value {
        let Type::Function(parameters, result) = &value.of_type else {
            return self.refuse(span, "this is not called yet");
        };
        if given.positional.len() != parameters.len() || !given.named.is_empty() {
            return self.refuse(span, "a function that is a value is called with all its arguments in order");
        }
        let texts: Vec<String> = given
            .positional
            .iter()
            .zip(parameters)
            .map(|(argument, of_type)| self.kept_argument(argument, of_type, span))
            .collect();
        self.tried(format!("({})({})", value.text, texts.join(", ")), (**result).clone())
    }

    /// A method by its special name, with values: none where no class of the family has it.
    pub(super) fn call_dunder(&mut self, object: &Value, name: &str, values: &[Value], span: Span) -> Option<Value> {
        let (text, of_type, form) = self.dunder(object, name, values, span)?;
        Some(match form {
            Form::Function => self.tried(text, of_type),
            _ => match of_type {
                Type::Coro(given) => Value::new(text, Type::Coroutine(given)),
                of_type => Value::new(text, of_type),
            },
        })
    }

    /// The same, as a text that gives a `Py` where the method is a plain function.
    pub(super) fn call_dunder_raw(
        &mut self,
        object: &Value,
        name: &str,
        values: &[Value],
        span: Span,
    ) -> Option<(String, Type)> {
        let (text, of_type, _) = self.dunder(object, name, values, span)?;
        Some((text, of_type))
    }

    fn dunder(&mut self, object: &Value, name: &str, values: &[Value], span: Span) -> Option<(String, Type, Form)> {
        let Type::Instance(head) = object.of_type else { return None };
        let family = self.lower.family(head);
        let mut targets: Vec<Item> =
            family.iter().filter_map(|class| self.lower.find_method(*class, name).map(|(_, item)| item)).collect();
        targets.sort_unstable();
        targets.dedup();
        let [target] = targets.as_slice() else {
            if !targets.is_empty() {
                self.refuse(
                    span,
                    format!("several classes of this object have their own `{name}`, which is not translated here yet"),
                );
            }
            return None;
        };
        let inferred = self.lower.inferred;
        let callable = inferred.callable(*target)?;
        let function = self.lower.functions.get(&callable.scope).copied()?;
        let given = Given::values(values.iter().cloned());
        let arguments = self.arguments(*target, function, true, &given, span)?;
        let text = self.with_order(&format!("{}.{}", object.receiver(), self.lower.method_name(*target)), &arguments);
        let of_type = self.lower.type_at(callable.result, span);
        Some((text, of_type, self.lower.form(*target, function)))
    }

    /// `Account.open(…)`: a static or class method, or one whose object is the first argument.
    pub(super) fn call_of_class(&mut self, class: Item, name: &Name, given: &Given<'a>, expr: &'a Expr) -> Value {
        let Some((_, item)) = self.lower.find_method(class, name) else {
            return self.refuse(expr.span, format!("`{name}` of this class is not translated yet"));
        };
        let binding = self.lower.inferred.callable(item).map(|callable| callable.binding);
        match (binding, given.positional.split_first()) {
            (Some(Binding::Static), _) => self.call_function(item, None, given, expr.span),
            (Some(Binding::Class), _) => self.call_class_method(item, given, expr),
            (_, Some((object, rest))) => {
                let object = self.argument(object);
                let rest = Given { positional: rest.to_vec(), ..given.clone() };
                self.call_function(item, Some(&object), &rest, expr.span)
            }
            (_, None) => self.refuse(expr.span, "the object is missing"),
        }
    }

    /// `super().name(…)`
    pub(super) fn call_super(&mut self, name: &Name, given: &Given<'a>, expr: &'a Expr) -> Value {
        let Some(class) = self.class else { return self.refuse(expr.span, "`super()` outside of a class") };
        let inferred = self.lower.inferred;
        let next = order(inferred, class).into_iter().skip(1).find_map(|base| self.lower.find_method(base, name));
        match next {
            Some((_, item)) => {
                let object = self.own_object();
                self.call_function(item, Some(&object), given, expr.span)
            }
            None if &**name == "__init__" => Value::new("()", Type::None),
            None => self.refuse(expr.span, format!("`super()` has no `{name}` that is translated")),
        }
    }

    /// The object of the method that is written.
    fn own_object(&self) -> Value {
        let receiver = self.storages.values().find_map(|storage| match storage {
            super::body::Storage::Receiver(name) => Some(name.clone()),
            _ => None,
        });
        let head = self.class.map_or(0, |class| self.lower.head(class));
        Value::place(receiver.unwrap_or_else(|| "self".to_owned()), Type::Instance(head))
    }

    // Attributes.

    pub(super) fn attribute_of(&mut self, object: &Value, of: &'a Expr, name: &Name, expr: &'a Expr) -> Value {
        if self.type_of(expr) == Type::Known && !matches!(object.of_type, Type::Instance(_)) {
            return Value::new("()", Type::Known);
        }
        if let Some(module) = self.module_of(of) {
            return match self.library_attribute(&module, name) {
                Some(value) => value,
                None => self.refuse(expr.span, format!("`{module}.{name}` is not translated yet")),
            };
        }
        if let Some(value) = self.type_name(of, name) {
            return value;
        }
        if let Some(Kind::Class(class)) = self.known(of) {
            return self.class_attribute(class, name, expr.span);
        }
        let object = self.present(object, name);
        match object.of_type.clone() {
            Type::Instance(head) => {
                let classes = self.classes_of(of);
                self.object_attribute(&object, head, &classes, name, expr)
            }
            Type::Exception => self.exception_attribute(&object, name, expr.span),
            _ => self.refuse(expr.span, format!("`{name}` of this is not translated yet")),
        }
    }

    /// `type(x).__name__`, `f.__name__`
    fn type_name(&mut self, of: &'a Expr, name: &Name) -> Option<Value> {
        if &**name != "__name__" && &**name != "__qualname__" {
            return None;
        }
        if let ExprKind::Call(function, arguments) = &of.kind
            && self.builtin_name(function) == Some("type")
            && let [argument] = arguments.as_slice()
        {
            let value = self.expr(&argument.value);
            return Some(Value::new(format!("Str::from({}.type_name())", value.receiver()), Type::Str));
        }
        if let ExprKind::Attribute(inner, class) = &of.kind
            && &**class == "__class__"
        {
            let value = self.expr(inner);
            return Some(Value::new(format!("Str::from({}.type_name())", value.receiver()), Type::Str));
        }
        match self.known(of)? {
            Kind::Function(item) | Kind::Class(item) => {
                Some(Value::new(format!("Str::from({})", literal(&self.lower.inferred.item_name(item))), Type::Str))
            }
            _ => {
                let value = self.expr(of);
                let is_class = matches!(value.of_type.inner(), Type::ExceptionClass);
                is_class.then(|| {
                    let value = self.present(&value, name);
                    Value::new(format!("Str::from({}.name())", value.receiver()), Type::Str)
                })
            }
        }
    }

    fn class_attribute(&mut self, class: Item, name: &Name, span: Span) -> Value {
        match self.lower.class_variable(class, name) {
            Some((of, _, of_type)) if of_type != Type::Known => self.read_class_variable(of, name, &of_type),
            _ => self.refuse(span, format!("`{name}` of this class is not translated yet")),
        }
    }

    fn read_class_variable(&mut self, class: Item, name: &Name, of_type: &Type) -> Value {
        let global = self.lower.class_global(class, name);
        self.lower.globals.borrow_mut().insert(global.clone(), of_type.clone());
        self.tried(format!("{}.get()", super::global_name(&global)), of_type.clone())
    }

    fn object_attribute(&mut self, object: &Value, head: Item, classes: &[Item], name: &Name, expr: &'a Expr) -> Value {
        let mut found: Vec<Item> =
            classes.iter().filter_map(|class| self.lower.find_method(*class, name).map(|(_, item)| item)).collect();
        found.sort_unstable();
        found.dedup();
        match found.as_slice() {
            [] => self.read_field(object, head, classes, name, expr.span),
            [item] => {
                let is_property =
                    self.lower.inferred.callable(*item).map(|callable| callable.binding) == Some(Binding::Property);
                if is_property {
                    return self.call_function(*item, Some(object), &Given::default(), expr.span);
                }
                self.function_value(*item, Some(object), expr.span)
            }
            _ => {
                let targets: Vec<(Item, Option<Item>)> = classes
                    .iter()
                    .map(|class| (*class, self.lower.find_method(*class, name).map(|(_, item)| item)))
                    .collect();
                self.dispatch_property(object, &targets, name, expr)
            }
        }
    }

    fn dispatch_property(
        &mut self,
        object: &Value,
        targets: &[(Item, Option<Item>)],
        name: &Name,
        expr: &'a Expr,
    ) -> Value {
        let are_properties = targets.iter().all(|(_, item)| {
            let callable = item.and_then(|item| self.lower.inferred.callable(item));
            callable.is_some_and(|callable| callable.binding == Binding::Property)
        });
        let Type::Instance(head) = object.of_type else { return self.refuse(expr.span, "this attribute") };
        if !are_properties {
            return self.refuse(expr.span, format!("`{name}` of this object is not translated yet"));
        }
        let held = Value::place("object", object.of_type.clone());
        let of_type = self.type_of(expr);
        let tag = self.lower.tag_name(head);
        let mut arms = String::new();
        for (class, target) in targets {
            let Some(target) = target else { continue };
            let value = self.call_function(*target, Some(&held), &Given::default(), expr.span);
            let text = self.keep(&value, &of_type, expr.span);
            arms.push_str(&format!("{tag}::{} => {text}, ", self.lower.class_name(*class)));
        }
        if targets.len() < self.lower.family(head).len() {
            arms.push_str(&format!("_ => {}, ", self.fallible("Err(unreached())")));
        }
        Value::new(format!("{{ let object = {}; match object.0.class {{ {arms}}} }}", object.owned()), of_type)
    }

    /// An attribute that stands in the object, or else in its class.
    fn read_field(&mut self, object: &Value, head: Item, classes: &[Item], name: &Name, span: Span) -> Value {
        let field = self.lower.field(head, name);
        let receiver = object.receiver();
        let rust = identifier(name);
        let of_class: Vec<(Item, ScopeId, Type)> =
            classes.iter().filter_map(|class| self.lower.class_variable(*class, name)).collect();
        match (field, of_class.as_slice()) {
            (Some(of_type), []) => {
                let class = literal(&self.lower.inferred.item_name(classes.first().copied().unwrap_or(head)));
                self.tried(format!("{receiver}.0.{rust}.get_named({class}, {})", literal(name)), of_type)
            }
            (None, [(class, _, of_type)]) => self.read_class_variable(*class, name, of_type),
            (Some(of_type), [(class, _, class_type)]) if classes.len() == 1 => {
                let value = self.read_class_variable(*class, name, class_type);
                let default = self.keep(&value, &of_type, span);
                Value::new(
                    format!("match {receiver}.0.{rust}.get_if_set() {{ Some(value) => value, None => {default} }}"),
                    of_type,
                )
            }
            (None, []) => self.refuse(span, format!("no attribute `{name}` is known for this object")),
            _ => self.refuse(span, format!("`{name}` of several classes is not translated yet")),
        }
    }

    fn exception_attribute(&mut self, object: &Value, name: &Name, span: Span) -> Value {
        let receiver = object.receiver();
        match &**name {
            "__cause__" => Value::new(format!("{receiver}.cause()"), Type::Optional(Rc::new(Type::Exception))),
            "__context__" => Value::new(format!("{receiver}.context()"), Type::Optional(Rc::new(Type::Exception))),
            "exceptions" => Value::new(
                format!("Sequence::from({receiver}.members().to_vec())"),
                Type::Sequence(Rc::new(Type::Exception)),
            ),
            "message" => Value::new(
                format!("Str::from({receiver}.args().first().map_or_else(String::new, |text| text.str()))"),
                Type::Str,
            ),
            _ => self.refuse(span, format!("`{name}` of an exception is not translated yet")),
        }
    }

    pub(super) fn set_attribute(&mut self, of: &'a Expr, name: &Name, value: &Value, span: Span) {
        let value = if value.is_place {
            value.clone()
        } else {
            let held = self.temporary("value");
            // The object may be what is assigned: it is evaluated after the value, as in Python.
            if matches!(of.kind, ExprKind::Name(_)) {
                value.clone()
            } else {
                self.line(format!("let {held} = {};", value.text));
                Value::place(held, value.of_type.clone())
            }
        };
        if let Some(Kind::Class(class)) = self.known(of) {
            return self.set_class_variable(class, name, &value, span);
        }
        let object = self.expr(of);
        self.set_attribute_of(&object, of, name, &value, span);
    }

    fn set_class_variable(&mut self, class: Item, name: &Name, value: &Value, span: Span) {
        let Some((of, _, of_type)) = self.lower.class_variable(class, name) else {
            self.refuse(span, "this attribute of a class is not translated yet");
            return;
        };
        if of != class {
            self.refuse(span, "an attribute that a base has is not set on a class yet");
            return;
        }
        let text = self.keep(value, &of_type, span);
        let global = self.lower.class_global(of, name);
        self.lower.globals.borrow_mut().insert(global.clone(), of_type);
        self.line(format!("{}.set({text});", super::global_name(&global)));
    }

    pub(super) fn set_attribute_of(&mut self, object: &Value, _: &'a Expr, name: &Name, value: &Value, span: Span) {
        let object = self.present(object, name);
        let Type::Instance(head) = object.of_type else {
            self.refuse(span, "attributes are set on objects of the program's classes only");
            return;
        };
        if self.lower.family_has(head, name) {
            self.refuse(span, "setters of properties are not translated yet");
            return;
        }
        let Some(of_type) = self.lower.field(head, name) else {
            if value.of_type == Type::Known {
                return;
            }
            self.refuse(span, format!("no attribute `{name}` is known for this object"));
            return;
        };
        let text = self.keep(value, &of_type, span);
        self.line(format!("{}.0.{}.set({text});", object.receiver(), identifier(name)));
    }

    // Items.

    pub(super) fn item(&mut self, of: &Value, index: &'a Expr, expr: &'a Expr) -> Value {
        if let ExprKind::Slice(start, stop, step) = &index.kind {
            return self.slice(of, [start.as_deref(), stop.as_deref(), step.as_deref()], expr.span);
        }
        if let (Type::Tuple(members), Some(place)) = (&of.of_type, constant_index(index)) {
            let place = if place < 0 { place + members.len() as i64 } else { place };
            if let Some(member) = usize::try_from(place).ok().and_then(|place| members.get(place)) {
                let text = format!("{}.{place}", of.receiver());
                return if of.is_place { Value::place(text, member.clone()) } else { Value::new(text, member.clone()) };
            }
        }
        let index = self.expr(index);
        self.item_of(of, &index, expr)
    }

    pub(super) fn item_of(&mut self, of: &Value, index: &Value, expr: &'a Expr) -> Value {
        let of = &self.present(of, "__getitem__");
        let receiver = of.receiver();
        let span = expr.span;
        match &of.of_type {
            Type::List(element) | Type::Sequence(element) => {
                let index = self.keep(index, &Type::Int, span);
                self.tried(format!("{receiver}.get({index})"), (**element).clone())
            }
            Type::Dict(key, value) => {
                let (key, value) = (Rc::clone(key), Rc::clone(value));
                let index = if index.of_type.is_number() && key.is_number() {
                    index.clone()
                } else {
                    self.convert(index.clone(), &key, span)
                };
                self.tried(format!("{receiver}.index({})", index.reference()), (*value).clone())
            }
            Type::Str => {
                let index = self.keep(index, &Type::Int, span);
                self.tried(format!("{receiver}.at({index})"), Type::Str)
            }
            Type::Bytes => {
                let index = self.keep(index, &Type::Int, span);
                self.tried(format!("{receiver}.at({index})"), Type::Int)
            }
            Type::Range => {
                let index = self.keep(index, &Type::Int, span);
                self.tried(format!("{receiver}.get({index})"), Type::Int)
            }
            Type::Library(name, parts) => match (&**name, parts.as_slice()) {
                ("deque", [element]) => {
                    let element = element.clone();
                    let index = self.keep(index, &Type::Int, span);
                    self.tried(format!("{receiver}.get({index})"), element)
                }
                ("defaultdict" | "OrderedDict", [key, value]) => {
                    let (key, value) = (key.clone(), value.clone());
                    let index = self.convert(index.clone(), &key, span);
                    self.tried(format!("{receiver}.index({})", index.reference()), value)
                }
                ("Counter", [key]) => {
                    let key = key.clone();
                    let index = self.convert(index.clone(), &key, span);
                    self.tried(format!("{receiver}.index({})", index.reference()), Type::Int)
                }
                _ => self.refuse(span, "an item of this is not translated yet"),
            },
            Type::Instance(_) => {
                let arguments = [index.clone()];
                match self.call_dunder(of, "__getitem__", &arguments, span) {
                    Some(value) => value,
                    None => self.refuse(span, "no `__getitem__` is known for this object"),
                }
            }
            _ => self.refuse(span, "an item of this is not translated yet"),
        }
    }

    fn slice(&mut self, of: &Value, parts: [Option<&'a Expr>; 3], span: Span) -> Value {
        let of = &self.present(of, "__getitem__");
        let mut texts = Vec::new();
        for part in parts {
            texts.push(match part {
                None | Some(Expr { kind: ExprKind::None, .. }) => "None".to_owned(),
                Some(part) => format!("Some({})", self.kept_as(part, &Type::Int)),
            });
        }
        let [start, stop, step] = texts.as_slice() else { return self.refuse(span, "a slice") };
        let receiver = of.receiver();
        match &of.of_type {
            Type::Str | Type::Bytes if step == "None" => {
                Value::new(format!("{receiver}.slice({start}, {stop})"), of.of_type.clone())
            }
            Type::Str | Type::Bytes => {
                let step = step.trim_start_matches("Some(").trim_end_matches(')');
                self.tried(format!("{receiver}.slice_step({start}, {stop}, {step})"), of.of_type.clone())
            }
            Type::List(_) | Type::Range | Type::Sequence(_) => {
                let slice = if step == "None" {
                    format!("Slice::new({start}, {stop})")
                } else {
                    format!("Slice::with_step({start}, {stop}, {step})")
                };
                self.tried(format!("{receiver}.get_slice(&{slice})"), of.of_type.clone())
            }
            _ => self.refuse(span, "a slice of this is not translated yet"),
        }
    }

    pub(super) fn set_item(&mut self, of: &'a Expr, index: &'a Expr, value: &Value, span: Span) {
        let value = if value.is_place {
            value.clone()
        } else {
            let held = self.temporary("value");
            self.line(format!("let {held} = {};", value.text));
            Value::place(held, value.of_type.clone())
        };
        let object = self.expr(of);
        if matches!(index.kind, ExprKind::Slice(..)) {
            self.refuse(span, "slices are not assigned to yet");
            return;
        }
        let index = self.expr(index);
        self.set_item_of(&object, &index, &value, span);
    }

    pub(super) fn set_item_of(&mut self, of: &Value, index: &Value, value: &Value, span: Span) {
        let of = &self.present(of, "__setitem__");
        let receiver = of.receiver();
        let text = match &of.of_type {
            Type::List(element) => {
                let element = Rc::clone(element);
                let (index, value) = (self.keep(index, &Type::Int, span), self.keep(value, &element, span));
                format!("{receiver}.set({index}, {value})")
            }
            Type::Dict(key, element) => {
                let (key, element) = (Rc::clone(key), Rc::clone(element));
                let (index, value) = (self.keep(index, &key, span), self.keep(value, &element, span));
                format!("{receiver}.set({index}, {value})")
            }
            Type::Library(name, parts) => match (&**name, parts.as_slice()) {
                ("defaultdict" | "OrderedDict", [key, element]) => {
                    let (key, element) = (key.clone(), element.clone());
                    let (index, value) = (self.keep(index, &key, span), self.keep(value, &element, span));
                    format!("{receiver}.set({index}, {value})")
                }
                ("Counter", [key]) => {
                    let key = key.clone();
                    let (index, value) = (self.keep(index, &key, span), self.keep(value, &Type::Int, span));
                    format!("{receiver}.set({index}, {value})")
                }
                _ => {
                    self.refuse(span, "an item of this is not set yet");
                    return;
                }
            },
            Type::Instance(_) => {
                let arguments = [index.clone(), value.clone()];
                let Some(value) = self.call_dunder(of, "__setitem__", &arguments, span) else {
                    self.refuse(span, "no `__setitem__` is known for this object");
                    return;
                };
                return self.line(format!("{};", value.text));
            }
            _ => {
                self.refuse(span, "an item of this is not set yet");
                return;
            }
        };
        let text = self.fallible(&text);
        self.line(format!("{text};"));
    }

    pub(super) fn delete_item(&mut self, of: &'a Expr, index: &'a Expr, span: Span) {
        let of = self.expr(of);
        if matches!(index.kind, ExprKind::Slice(..)) {
            self.refuse(span, "slices are not deleted yet");
            return;
        }
        let index = self.expr(index);
        let receiver = of.receiver();
        let text = match &of.of_type {
            Type::List(_) => format!("{receiver}.delete({})", self.keep(&index, &Type::Int, span)),
            Type::Dict(key, _) => {
                let index = self.convert(index, &Rc::clone(key), span);
                format!("{receiver}.delete({})", index.reference())
            }
            _ => {
                self.refuse(span, "an item of this is not deleted yet");
                return;
            }
        };
        let text = self.fallible(&text);
        self.line(format!("{text};"));
    }
}

/// An index that is written as a number.
fn constant_index(index: &Expr) -> Option<i64> {
    match &index.kind {
        ExprKind::Int(place) => Some(*place),
        ExprKind::Unary(crate::tree::UnaryOp::Minus, inner) => match inner.kind {
            ExprKind::Int(place) => Some(-place),
            _ => None,
        },
        _ => None,
    }
}
