//! Attributes.

use super::body::Body;
use super::call::Given;
use super::text::{Value, identifier, literal};
use super::types::Type;
use crate::analyse::infer::Binding;
use crate::analyse::scopes::ScopeId;
use crate::analyse::types::{Item, Kind};
use crate::tree::{Expr, ExprKind, Name, Span};

impl<'a> Body<'_, 'a> {
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
    pub(super) fn type_name(&mut self, of: &'a Expr, name: &Name) -> Option<Value> {
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
            Kind::Function(item) if self.lower.inferred.callable(item).is_some() => {
                match self.name_of(item, &**name == "__qualname__", 0) {
                    Some(found) => Some(Value::new(format!("Str::from({})", literal(&found)), Type::Str)),
                    None => Some(self.refuse(of.span, format!("`{name}` of this function is not translated yet"))),
                }
            }
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

    /// What a function is called: with `wraps` as what it wraps.
    fn name_of(&self, item: Item, is_full: bool, depth: usize) -> Option<String> {
        let inferred = self.lower.inferred;
        let callable = inferred.callable(item)?;
        let Some(function) = self.lower.functions.get(&callable.scope) else {
            return (!is_full).then(|| callable.name.to_string());
        };
        let wraps = function.decorators.iter().find_map(|decorator| match &decorator.kind {
            ExprKind::Call(_, arguments) if super::class::decorator_name(decorator) == "wraps" => arguments.first(),
            _ => None,
        });
        match wraps {
            // A copy of a decorator has another name than it has in the program.
            None if callable.scope.0 != 0 && function.name_span.start > function.name_span.end => {
                let is_inner = !self.lower.has_cells(callable.scope);
                (is_inner && !is_full).then(|| callable.name.to_string())
            }
            // Of a function inside of another it has more in it.
            None => (!is_full || self.lower.has_cells(callable.scope)).then(|| callable.name.to_string()),
            Some(wrapped) if depth < 8 => match self.known(&wrapped.value)? {
                Kind::Function(wrapped) => self.name_of(wrapped, is_full, depth + 1),
                _ => None,
            },
            Some(_) => None,
        }
    }

    pub(super) fn class_attribute(&mut self, class: Item, name: &Name, span: Span) -> Value {
        match self.lower.class_variable(class, name) {
            Some((of, _, of_type)) if of_type != Type::Known => self.read_class_variable(of, name, &of_type),
            _ => self.refuse(span, format!("`{name}` of this class is not translated yet")),
        }
    }

    pub(super) fn read_class_variable(&mut self, class: Item, name: &Name, of_type: &Type) -> Value {
        let global = self.lower.class_global(class, name);
        self.lower.globals.borrow_mut().insert(global.clone(), of_type.clone());
        self.tried(format!("{}.get()", super::global_name(&global)), of_type.clone())
    }

    pub(super) fn object_attribute(
        &mut self,
        object: &Value,
        head: Item,
        classes: &[Item],
        name: &Name,
        expr: &'a Expr,
    ) -> Value {
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

    pub(super) fn dispatch_property(
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
    pub(super) fn read_field(
        &mut self,
        object: &Value,
        head: Item,
        classes: &[Item],
        name: &Name,
        span: Span,
    ) -> Value {
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

    pub(super) fn set_class_variable(&mut self, class: Item, name: &Name, value: &Value, span: Span) {
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
}
