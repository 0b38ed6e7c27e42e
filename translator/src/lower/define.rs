//! Class statements, and the Rust type of a family.

use super::Lower;
use super::body::{Body, Form};
use super::class::*;
use super::function::Written;
use super::text::identifier;
use super::types::{Type, is_exception};
use crate::analyse::infer::Binding;
use crate::analyse::types::{Item, Kind};
use crate::tree::{ArgumentKind, Class, Expr, ExprKind, Function, Stmt, StmtKind};
use std::rc::Rc;

/// Methods that change what others mean.
const NOT_YET: &[&str] = &[
    "__class_getitem__",
    "__del__",
    "__delattr__",
    "__dir__",
    "__get__",
    "__getattr__",
    "__getattribute__",
    "__init_subclass__",
    "__instancecheck__",
    "__missing__",
    "__ne__",
    "__new__",
    "__set__",
    "__set_name__",
    "__setattr__",
    "__subclasscheck__",
];

impl<'a> Lower<'a> {
    /// A class statement: what its body evaluates, and the type of its family.
    pub(super) fn class(&self, class: &'a Rc<Class>, body: &mut Body<'_, 'a>) {
        let Some(scope) = self.scopes.of_definition(class.name_span) else { return };
        let Some(item) = self.inferred.classes().find(|(_, known)| known.scope == scope).map(|(item, _)| item) else {
            return;
        };
        self.check_class(class, item);
        let is_dataclass = is_dataclass(class) || is_named_tuple_class(class);
        let kept = std::mem::replace(&mut body.scope, scope);
        if self.is_enum(item) {
            self.enum_members(class, item, body);
        }
        for stmt in &class.body {
            self.class_statement(stmt, item, is_dataclass, body);
        }
        body.scope = kept;
        body.class_decorators(class, item);
        if is_exception_class(self.inferred, item) {
            self.exception_class(class, item);
        } else if self.head(item) == item {
            self.family_item(item);
        }
    }

    /// Refuses what a class may not have yet.
    pub(super) fn check_class(&self, class: &Class, item: Item) {
        for base in &class.bases {
            let kind = self.inferred.expression(base.value.id).and_then(|node| self.known(node));
            let name = match &base.value.kind {
                ExprKind::Name(name) | ExprKind::Attribute(_, name) => &**name,
                ExprKind::Subscript(of, _) => decorator_name(of),
                _ => "",
            };
            if matches!(&base.kind, ArgumentKind::Named(_)) {
                continue; // a metaclass that inference knows
            }
            match kind {
                Some(Kind::Class(base)) if self.inferred.class(base).is_some() => {}
                _ if matches!(name, "int" | "str") && self.is_enum(item) => {}
                _ if matches!(
                    name,
                    "AbstractAsyncContextManager"
                        | "AbstractContextManager"
                        | "object"
                        | "ABC"
                        | "Protocol"
                        | "Generic"
                        | "Enum"
                        | "IntEnum"
                        | "StrEnum"
                        | "Flag"
                        | "IntFlag"
                        | "NamedTuple"
                        | "namedtuple"
                ) || is_exception(name) => {}
                _ => self.refuse(base.value.span, "this base is not translated yet"),
            }
        }
        for stmt in &class.body {
            if let StmtKind::Function(function) = &stmt.kind
                && NOT_YET.contains(&&*function.name)
            {
                self.refuse(function.name_span, format!("`{}` is not translated yet", function.name));
            }
        }
        let family = self.family(self.head(item));
        if family.iter().any(|one| is_exception_class(self.inferred, *one) != is_exception_class(self.inferred, item)) {
            self.refuse(class.name_span, "a class of exceptions with another base is not translated yet");
        }
    }

    pub(super) fn class_statement(&self, stmt: &'a Stmt, item: Item, is_dataclass: bool, body: &mut Body<'_, 'a>) {
        match &stmt.kind {
            StmtKind::Function(function) => {
                if let Some(class) = self.inferred.class(item)
                    && !called_decorators(function).is_empty()
                {
                    body.decorated_method(function, item, class.scope);
                }
            }
            StmtKind::Pass => {}
            StmtKind::Class(class) => self.class(class, body),
            StmtKind::Expr(Expr { kind: ExprKind::Str(_) | ExprKind::Ellipsis, .. }) => {}
            StmtKind::Annotate { value: None, .. } => {}
            StmtKind::Annotate { target, annotation, value: Some(value) }
                if is_dataclass && super::dataclass::annotated_as(annotation, "ClassVar") =>
            {
                self.class_assign(target, value, item, body);
            }
            StmtKind::Annotate { target, value: Some(value), .. } if is_dataclass => {
                body.keep_default(item, target, value);
            }
            StmtKind::Annotate { .. } if is_dataclass => {}
            StmtKind::Annotate { target, value: Some(value), .. } => self.class_assign(target, value, item, body),
            StmtKind::Assign { targets, value } => match targets.as_slice() {
                [target] => self.class_assign(target, value, item, body),
                _ => self.refuse(stmt.span, "this is not translated in a class yet"),
            },
            _ => self.refuse(stmt.span, "this is not translated in a class yet"),
        }
    }

    pub(super) fn class_assign(&self, target: &Expr, value: &'a Expr, item: Item, body: &mut Body<'_, 'a>) {
        let ExprKind::Name(name) = &target.kind else {
            return self.refuse(target.span, "this is not translated in a class yet");
        };
        if matches!(&**name, "__slots__" | "__match_args__") {
            return;
        }
        let Some(class) = self.inferred.class(item) else { return };
        if class.members.contains(name) {
            return;
        }
        let of_type = body.variable_type(class.scope, name, target.span);
        if of_type == Type::Known && self.find_method(item, name).is_some() {
            return; // a method under another name
        }
        if of_type == Type::Known {
            return self.refuse(target.span, "a function or class under another name is not translated in a class yet");
        }
        let value = body.kept_as(value, &of_type);
        let global = self.class_global(item, name);
        self.globals.borrow_mut().insert(global.clone(), of_type);
        body.line(format!("{}.set({value});", super::global_name(&global)));
    }

    /// The Rust type of a family, with the methods of all its classes.
    pub(super) fn family_item(&self, head: Item) {
        let name = self.class_name(head);
        let family = self.family(head);
        let mut fields = String::new();
        for (field, of_type) in self.fields(head) {
            fields.push_str(&format!("    pub {}: Attr<{}>,\n", identifier(&field), self.rust_type(&of_type)));
        }
        for class in &family {
            fields.push_str(&self.cached_fields(*class));
        }
        if self.is_enum(head) {
            fields.push_str("    pub enum_name: Attr<Str>,\n");
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
        if self.is_enum(head) {
            methods.push_str(&self.enum_methods(head));
        }
        for class in &family {
            methods.push_str(&self.constructor(*class, head));
            methods.push_str(&self.methods(*class));
        }
        out.push_str(&format!("impl {name} {{\n{methods}}}\n\n"));
        out.push_str(&self.instance(head, &family));
        out.push_str(&format!("object!({name});\n"));
        out.push_str(&self.equal_to_tuple(head));
        self.add_item(out);
    }

    pub(super) fn methods(&self, class: Item) -> String {
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
        if is_dataclass(tree) || is_named_tuple_class(tree) {
            out.push_str(&self.dataclass_methods(class));
        }
        out
    }

    pub(super) fn method(&self, class: Item, function: &'a Rc<Function>) -> Option<String> {
        let scope = self.scopes.of_definition(function.name_span)?;
        let (item, callable) = self.inferred.function_of(scope)?;
        let are_called = !called_decorators(function).is_empty();
        for decorator in function.decorators.iter().filter(|_| !are_called) {
            let is_known = matches!(
                decorator_name(decorator),
                "staticmethod"
                    | "classmethod"
                    | "property"
                    | "abstractmethod"
                    | "setter"
                    | "deleter"
                    | "cached_property"
                    | "contextmanager"
                    | "asynccontextmanager"
            );
            if !is_known {
                self.refuse(decorator.span, "this decorator is not translated yet");
            }
        }
        if !self.is_called(callable, function) {
            return None;
        }
        let is_of_object =
            matches!(callable.binding, Binding::Object | Binding::Property | Binding::Setter | Binding::Deleter);
        let receiver = is_of_object.then_some(class);
        let name = self.method_name(item);
        if let Some((computes, text)) = self.cached_method(item, &name) {
            let written = Written { name: &computes, receiver, depth: 1, in_thread: false };
            return Some(text + &self.function_text(item, callable, function, written));
        }
        let written = Written { name: &name, receiver, depth: 1, in_thread: false };
        Some(self.function_text(item, callable, function, written))
    }

    /// The function that makes an object of a class.
    pub(super) fn constructor(&self, class: Item, head: Item) -> String {
        let (name, own) = (self.class_name(head), self.constructor_name(class, head));
        let made = if class == head {
            format!("{name}(Rc::default())")
        } else {
            let tag = format!("{}::{}", self.tag_name(head), self.class_name(class));
            format!("{name}(Rc::new({name}Fields {{ class: {tag}, ..Default::default() }}))")
        };
        if let Some(of) = self.constructing_dataclass(class) {
            return self.dataclass_constructor(of, class, head, &own, &made);
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

    pub(super) fn constructor_name(&self, class: Item, head: Item) -> String {
        if self.family(head).len() == 1 {
            "new".to_owned()
        } else {
            format!("new_{}", self.class_name(class).to_lowercase())
        }
    }
}
