//! Calls of classes and methods.

use super::body::{Body, Form};
use super::call::{Arg, Given};
use super::class::*;
use super::text::Value;
use super::types::Type;
use crate::analyse::infer::Binding;
use crate::analyse::types::Item;
use crate::tree::{Expr, Name, Span};

impl<'a> Body<'_, 'a> {
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
                    self.call_value(&value, given, expr.span)
                }
                _ => self.refuse(expr.span, format!("no method `{name}` is known for this object")),
            },
            [only] if targets.iter().all(|(_, item)| item.is_some()) => self.call_bound(*only, object, given, expr),
            _ => self.dispatch(object, &targets, name, given, expr),
        }
    }

    /// A method that is known: with its object, unless it takes none.
    pub(super) fn call_bound(&mut self, item: Item, object: &Value, given: &Given<'a>, expr: &'a Expr) -> Value {
        let binding = self.lower.inferred.callable(item).map(|callable| callable.binding);
        match binding {
            Some(Binding::Static) => self.call_function(item, None, given, expr.span),
            Some(Binding::Class) => self.call_class_method(item, given, expr),
            Some(Binding::Property) => {
                let value = self.call_function(item, Some(object), &Given::default(), expr.span);
                self.call_value(&value, given, expr.span)
            }
            _ => self.call_function(item, Some(object), given, expr.span),
        }
    }

    /// `cls` is known where it stands: a placeholder takes its place.
    pub(super) fn call_class_method(&mut self, item: Item, given: &Given<'a>, expr: &'a Expr) -> Value {
        let mut given = given.clone();
        given.positional.insert(0, Arg::Value(Value::new("()", Type::Known)));
        self.call_function(item, None, &given, expr.span)
    }

    /// The object's class decides which method is called.
    pub(super) fn dispatch(
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
    pub(super) fn bound_arguments(&mut self, given: &Given<'a>) -> (String, Given<'a>) {
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

    /// A method by its special name, with values: none where no class of the family has it.
    pub(super) fn call_dunder(&mut self, object: &Value, name: &str, values: &[Value], span: Span) -> Option<Value> {
        let (text, of_type, form) = self.dunder(object, name, values, span)?;
        Some(match form {
            Form::Function => self.tried(text, of_type).may_raise(),
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

    pub(super) fn dunder(
        &mut self,
        object: &Value,
        name: &str,
        values: &[Value],
        span: Span,
    ) -> Option<(String, Type, Form)> {
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
    pub(super) fn own_object(&self) -> Value {
        let receiver = self.storages.values().find_map(|storage| match storage {
            super::body::Storage::Receiver(name) => Some(name.clone()),
            _ => None,
        });
        let head = self.class.map_or(0, |class| self.lower.head(class));
        Value::place(receiver.unwrap_or_else(|| "self".to_owned()), Type::Instance(head))
    }
}
