//! Calls of classes and methods.

use super::body::{Body, Form};
use super::call::{Arg, Given};
use super::class::*;
use super::text::{Value, literal};
use super::types::Type;
use crate::analyse::infer::Binding;
use crate::analyse::types::{Item, Kind};
use crate::tree::{Expr, ExprKind, Name, Span};
use std::collections::BTreeMap;

impl<'a> Body<'_, 'a> {
    /// A class is called.
    pub(super) fn construct(&mut self, item: Item, given: &Given<'a>, expr: &'a Expr) -> Value {
        if let Some(exception) = self.lower.exception_static(item) {
            return self.make_exception(item, &exception, given, expr.span);
        }
        let name = self.lower.inferred.item_name(item);
        if self.lower.inferred.class(item).is_none() {
            return match self.lower.inferred.library_class(item).map(ToString::to_string) {
                Some(key) => self.construct_library(&key, given, expr),
                None => self.refuse(expr.span, format!("`{name}` is not translated yet")),
            };
        }
        if self.lower.is_enum(item) {
            return self.enum_call(item, given, expr.span);
        }
        self.construct_own(item, given, expr.span)
    }

    /// An object of a class of the program.
    pub(super) fn construct_own(&mut self, item: Item, given: &Given<'a>, span: Span) -> Value {
        let name = self.lower.inferred.item_name(item);
        let head = self.lower.head(item);
        if let Some(text) = self.lower.abstract_text(item) {
            let raised = self.raised_after(given, &text);
            let rust = self.lower.class_name(head);
            return Value::new(format!("never::<{rust}>({})", raised.text), Type::Instance(head));
        }
        let path = format!("{}::{}", self.lower.class_name(head), self.lower.constructor_name(item, head));
        if let Some(fields) = self.lower.constructing_dataclass(item).and_then(|of| self.lower.dataclass_fields(of)) {
            return self.construct_dataclass(head, &path, &fields, given, (&name, span));
        }
        let Some((_, init)) = self.lower.find_method(item, "__init__") else {
            if !given.positional.is_empty() || !given.named.is_empty() {
                let raised = self.raised_after(given, &format!("{name}() takes no arguments"));
                let rust = self.lower.class_name(head);
                return Value::new(format!("never::<{rust}>({})", raised.text), Type::Instance(head));
            }
            return self.tried(format!("{path}()"), Type::Instance(head));
        };
        let inferred = self.lower.inferred;
        let Some(callable) = inferred.callable(init) else { return self.refuse(span, "this class") };
        let Some(function) = self.lower.functions.get(&callable.scope).copied() else {
            return self.refuse(span, "this class");
        };
        let Some(arguments) = self.arguments(init, function, true, given, span) else {
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
        if let Some(value) = self.named_method(object, classes, name, given, expr) {
            return value;
        }
        let targets: Vec<(Item, Found)> =
            classes.iter().map(|class| (*class, self.lower.look_up(*class, name))).collect();
        let Some((_, first)) = targets.first().copied() else {
            return self.refuse(expr.span, format!("no method `{name}` is known for this object"));
        };
        if targets.iter().all(|(_, found)| *found == first) {
            return self.call_found(first, object, name, given, expr);
        }
        let (bound, given) = self.bound_arguments(given);
        // The object comes before the arguments, and both are evaluated once.
        let held = self.temporary("object");
        let again = Value::place(held.clone(), object.of_type.clone());
        let is_found = matches!(object.of_type, Type::Instance(_))
            && targets.iter().any(|(_, found)| matches!(found, Found::Method(_)));
        let value = self.choose(&again, &targets, name, expr, &mut |inside, found, held| match found {
            Found::Nothing if is_found && !inside.is_plain_member(held) => inside.without_method(held, name),
            found => inside.call_found(found, held, name, &given, expr),
        });
        Value::new(format!("{{ let {held} = {}; {bound}{} }}", object.owned(), value.text), value.of_type)
    }

    /// What is raised where the class of an object has no such method, though others have.
    fn without_method(&mut self, object: &Value, name: &Name) -> Value {
        let text = format!("Err::<(), Exc>(cells::no_attribute({}.type_name(), {}))", object.receiver(), literal(name));
        self.tried(text, Type::Never).may_raise()
    }

    fn call_found(&mut self, found: Found, object: &Value, name: &Name, given: &Given<'a>, expr: &'a Expr) -> Value {
        match found {
            Found::Method(item) if self.lower.gives_not_implemented(item) => {
                self.refuse(expr.span, "`NotImplemented` as a value is not translated yet")
            }
            Found::Method(item) | Found::Property(item) => self.call_bound(item, object, given, expr),
            Found::Nothing if self.is_plain_member(object) => {
                let plain = self.plain(object, expr.span);
                self.call_library_method(&plain, name, given, expr)
            }
            Found::Nothing => match self.called_function(expr) {
                Some(function) => self.call_item(function, None, given, expr),
                None => self.refuse(expr.span, format!("not every class of this object has a method `{name}`")),
            },
            Found::Decorated(item) => {
                let given = given_with_object(object, given);
                self.call_function(item, None, &given, expr.span)
            }
            found => {
                let value = self.read_found(object, found, name, None, expr.span);
                let of_class = match found {
                    Found::Variable(of) | Found::FieldOr(_, of) => self.lower.class_variable(of, name),
                    _ => None,
                };
                let Some((_, scope, Type::Function(..))) = of_class else {
                    return self.call_value(&value, given, expr.span);
                };
                if !matches!(found, Found::Variable(_)) || !self.lower.is_decorated_in(scope, name) {
                    return self.refuse(expr.span, "a function that is a variable of a class is not called yet");
                }
                self.call_value(&value, &given_with_object(object, given), expr.span)
            }
        }
    }

    /// The one function that an attribute that is called holds.
    fn called_function(&self, expr: &Expr) -> Option<Item> {
        let ExprKind::Call(function, _) = &expr.kind else { return None };
        match self.known(function)? {
            Kind::Function(item) if self.type_of(function) == Type::Known => Some(item),
            _ => None,
        }
    }

    /// The class of an object decides what is done with it: `write` says it for each of what the classes have.
    pub(super) fn choose<K: Ord + Copy>(
        &mut self,
        object: &Value,
        targets: &[(Item, K)],
        name: &str,
        expr: &'a Expr,
        write: &mut dyn FnMut(&mut Self, K, &Value) -> Value,
    ) -> Value {
        let of_type = self.type_of(expr);
        self.choose_as(object, targets, name, &of_type, expr.span, write)
    }

    pub(super) fn choose_as<K: Ord + Copy>(
        &mut self,
        object: &Value,
        targets: &[(Item, K)],
        name: &str,
        of_type: &Type,
        span: Span,
        write: &mut dyn FnMut(&mut Self, K, &Value) -> Value,
    ) -> Value {
        let mut groups: BTreeMap<K, Vec<Item>> = BTreeMap::new();
        targets.iter().for_each(|(class, key)| groups.entry(*key).or_default().push(*class));
        let held_name = self.temporary("object");
        let held = Value::place(held_name.clone(), object.of_type.clone());
        let mut written = Vec::new();
        for (key, classes) in groups {
            written.push((classes, write(self, key, &held)));
        }
        let same = written.windows(2).all(|pair| matches!(pair, [one, other] if one.1.of_type == other.1.of_type));
        let of_type = match written.first() {
            Some((_, first)) if same || matches!(of_type, Type::Never | Type::Known) => first.of_type.clone(),
            _ => of_type.clone(),
        };
        let mut arms = Vec::new();
        for (classes, value) in written {
            arms.push((classes, self.keep(&value, &of_type, span)));
        }
        let chosen = self.chosen(&held, &arms, name);
        Value::new(format!("{{ let {held_name} = {}; {chosen} }}", object.owned()), of_type)
    }

    fn chosen(&mut self, object: &Value, arms: &[(Vec<Item>, String)], name: &str) -> String {
        let receiver = object.receiver();
        let Type::Instance(head) = object.of_type else {
            let no_attribute = format!("Err(cells::no_attribute({receiver}.class().name(), {}))", literal(name));
            let mut text = String::new();
            for (classes, arm) in arms {
                let statics = classes.iter().filter_map(|class| self.lower.exception_static(*class));
                let tests: Vec<String> =
                    statics.map(|class| format!("std::ptr::eq({receiver}.class(), &{class})")).collect();
                if tests.is_empty() {
                    continue; // no exception is of these
                }
                text.push_str(&format!("if {} {{ {arm} }} else ", tests.join(" || ")));
            }
            if text.is_empty() {
                let raised = no_attribute.replacen("Err", "Err::<(), Exc>", 1);
                return format!("never({})", self.fallible(&raised));
            }
            return format!("{text}{{ {} }}", self.fallible(&no_attribute));
        };
        if let ([(_, only)], true) = (arms, self.lower.family(head).len() == 1) {
            return only.clone();
        }
        let tag = self.lower.tag_name(head);
        let mut text = String::new();
        let mut count = 0;
        for (classes, arm) in arms {
            count += classes.len();
            let tags: Vec<String> =
                classes.iter().map(|class| format!("{tag}::{}", self.lower.class_name(*class))).collect();
            text.push_str(&format!("{} => {arm}, ", tags.join(" | ")));
        }
        if count < self.lower.family(head).len() {
            let raised = self.lower.lacks_special(head, name, object).unwrap_or_else(|| "unreached()".to_owned());
            text.push_str(&format!("_ => {}, ", self.fallible(&format!("Err({raised})"))));
        }
        format!("match {receiver}.0.class {{ {text}}}")
    }

    /// A method that is known: with its object, unless it takes none.
    pub(super) fn call_bound(&mut self, item: Item, object: &Value, given: &Given<'a>, expr: &'a Expr) -> Value {
        let binding = self.lower.inferred.callable(item).map(|callable| callable.binding);
        match binding {
            Some(Binding::Static) => self.call_function(item, None, given, expr.span),
            Some(Binding::Class) => {
                let class = self.class_for(item, object, expr.span);
                self.call_class_method(item, class, given, expr)
            }
            Some(Binding::Property) => {
                let value = self.call_function(item, Some(object), &Given::default(), expr.span);
                self.call_value(&value, given, expr.span)
            }
            _ => self.call_function(item, Some(object), given, expr.span),
        }
    }

    /// Evaluates arguments once, for calls of several functions.
    pub(super) fn bound_arguments(&mut self, given: &Given<'a>) -> (String, Given<'a>) {
        let mut text = String::new();
        let mut bound = Given {
            has_double_star: given.has_double_star,
            double_stars: given.double_stars.clone(),
            ..Given::default()
        };
        for argument in &given.positional {
            let value = self.argument(argument);
            let name = self.temporary("argument");
            text.push_str(&format!("let {name} = {}; ", value.owned()));
            bound.positional.push(Arg::Value(Value::place(name, value.of_type)));
        }
        if given.is_scattered() {
            self.refuse(
                Span { start: 0, end: 0 },
                "stars before other arguments of such a call are not translated yet",
            );
        } else if let Some(star) = given.star {
            let value = self.expr(star);
            let name = self.temporary("star");
            text.push_str(&format!("let {name} = {}; ", value.owned()));
            bound.unpacked.push(Value::place(name, value.of_type));
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
        if let Some(value) = self.dunder_by_class(object, name, values, span) {
            return Some(value);
        }
        let (text, of_type, form) = self.dunder(object, name, values, span)?;
        Some(match form {
            Form::Function => self.tried(text, of_type).may_raise(),
            _ => match of_type {
                Type::Coro(given) => Value::new(text, Type::Coroutine(given)),
                of_type => Value::new(text, of_type),
            },
        })
    }

    /// The same, where several classes of the family have their own.
    fn dunder_by_class(&mut self, object: &Value, name: &str, values: &[Value], span: Span) -> Option<Value> {
        let Type::Instance(head) = object.of_type else { return None };
        let methods = self.lower.methods_of_family(head, name);
        if methods.len() < 2 {
            return None;
        }
        let of = |(method, classes): (Item, Vec<Item>)| classes.into_iter().map(move |class| (class, method));
        let mut targets: Vec<(Item, Item)> = methods.into_iter().flat_map(of).collect();
        targets.sort_unstable();
        let is_lacking = self.lower.is_lacked(head, name);
        let is_known = name != "__delitem__" && self.lower.lacks_special(head, name, object).is_some();
        if is_lacking && !is_known {
            return Some(
                self.refuse(span, format!("not every class of this object has `{name}`: not translated here yet")),
            );
        }
        let mut results = Vec::new();
        for (_, item) in &targets {
            let callable = self.lower.inferred.callable(*item)?;
            results.push(self.lower.type_at(callable.result, span));
        }
        let of_type = self.lower.types.joined_optional(results).ok()?;
        let held_name = self.temporary("object");
        let held = Value::place(held_name.clone(), object.of_type.clone());
        let (bound, given) = self.bound_arguments(&Given::values(values.iter().cloned()));
        let value = self.choose_as(&held, &targets, name, &of_type, span, &mut |inside, item, held| {
            inside.call_function(item, Some(held), &given, span)
        });
        Some(Value::new(format!("{{ let {held_name} = {}; {bound}{} }}", object.owned(), value.text), value.of_type))
    }

    /// The same, as a text that gives a `Py` where the method is a plain function.
    pub(super) fn call_dunder_raw(
        &mut self,
        object: &Value,
        name: &str,
        values: &[Value],
        span: Span,
    ) -> Option<(String, Type)> {
        let (text, of_type, form) = self.dunder(object, name, values, span)?;
        let is_lacking = matches!(object.of_type, Type::Instance(head) if self.lower.is_lacked(head, name));
        if is_lacking && form != Form::Function {
            self.refuse(span, format!("not every class of this object has `{name}`: not translated here yet"));
        }
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
        let methods = self.lower.methods_of_family(head, name);
        let (target, _) = methods.first_key_value()?;
        if methods.len() > 1 || self.lower.is_lacked(head, name) {
            return self.special_by_class(object, name, values, span);
        }
        self.method_call(object, *target, values, span)
    }

    /// A call of a method that is known, with values, as a text that gives a `Py` where it is a plain function.
    pub(super) fn method_call(
        &mut self,
        object: &Value,
        method: Item,
        values: &[Value],
        span: Span,
    ) -> Option<(String, Type, Form)> {
        let inferred = self.lower.inferred;
        let callable = inferred.callable(method)?;
        let function = self.lower.functions.get(&callable.scope).copied()?;
        let given = Given::values(values.iter().cloned());
        let arguments = self.arguments(method, function, true, &given, span)?;
        let text = self.with_order(&format!("{}.{}", object.receiver(), self.lower.method_name(method)), &arguments);
        let of_type = self.lower.type_at(callable.result, span);
        Some((text, of_type, self.lower.form(method, function)))
    }

    /// `Account.open(…)`: a static or class method, or one whose object is the first argument.
    pub(super) fn call_of_class(&mut self, class: Item, name: &Name, given: &Given<'a>, expr: &'a Expr) -> Value {
        if let Some(key) = self.lower.inferred.library_class(class).map(ToString::to_string) {
            return self.call_of_library_class(&key, name, given, expr);
        }
        if &**name == "_make" && self.lower.is_named_tuple(class) {
            return self.named_make(class, given, expr.span);
        }
        let Some((_, item)) = self.lower.find_method(class, name) else {
            return self.refuse(expr.span, format!("`{name}` of this class is not translated yet"));
        };
        let binding = self.lower.inferred.callable(item).map(|callable| callable.binding);
        match (binding, given.positional.split_first()) {
            (Some(Binding::Static), _) => self.call_function(item, None, given, expr.span),
            (Some(Binding::Class), _) => self.call_class_method(item, Self::known_class(class), given, expr),
            (_, Some((object, rest))) => {
                let object = self.argument(object);
                let rest = Given { positional: rest.to_vec(), ..given.clone() };
                self.call_function(item, Some(&object), &rest, expr.span)
            }
            (_, None) => self.refuse(expr.span, "the object is missing"),
        }
    }

    /// `super().name(…)`: what follows depends on the class of the object.
    pub(super) fn call_super(&mut self, name: &Name, given: &Given<'a>, expr: &'a Expr) -> Value {
        let Some(class) = self.class else { return self.refuse(expr.span, "`super()` outside of a class") };
        if self.lower.inferred.function_of(self.scope).is_some_and(|(_, it)| it.binding == Binding::Class) {
            return self.call_super_of_class(class, name, given, expr);
        }
        let targets = self.super_targets(class, name);
        let object = self.own_object();
        let Some((_, first)) = targets.first().copied() else { return self.refuse(expr.span, "`super()` here") };
        if targets.iter().all(|(_, item)| *item == first) {
            return self.call_next(first, &object, name, given, expr);
        }
        let (bound, given) = self.bound_arguments(given);
        let value = self.choose(&object, &targets, name, expr, &mut |inside, item, held| {
            inside.call_next(item, held, name, &given, expr)
        });
        if bound.is_empty() { value } else { Value::new(format!("{{ {bound}{} }}", value.text), value.of_type) }
    }

    /// `super().name(…)` in a class method.
    fn call_super_of_class(&mut self, class: Item, name: &Name, given: &Given<'a>, expr: &'a Expr) -> Value {
        let lower = self.lower;
        let first = lower.inferred.function_of(self.scope).and_then(|(_, it)| it.positional.first().cloned());
        let Some((parameter, node)) = first else { return self.refuse(expr.span, "`super()` here") };
        let kinds: Vec<Kind> = lower.inferred.kinds(lower.inferred.find(node)).cloned().collect();
        let seen = kinds.iter().filter_map(|kind| match kind {
            Kind::Class(item) => Some(*item),
            _ => None,
        });
        let targets: Vec<(Item, Option<Item>)> = seen.map(|seen| (seen, lower.after(seen, class, name))).collect();
        let own = match targets.as_slice() {
            [(only, _)] => Self::known_class(*only),
            _ => self.read(self.scope, &parameter, expr.span),
        };
        match targets.as_slice() {
            [(_, Some(item)), others @ ..] if others.iter().all(|(_, other)| other == &Some(*item)) => {
                match self.binding_of(*item) {
                    Some(Binding::Class) => self.call_class_method(*item, own, given, expr),
                    Some(Binding::Static) => self.call_function(*item, None, given, expr.span),
                    _ => self.refuse(expr.span, "`super()` of this in a class method is not translated yet"),
                }
            }
            _ => self.refuse(expr.span, "`super()` of several classes in a class method is not translated yet"),
        }
    }

    /// What `super()` of a class finds for the objects of each class.
    pub(super) fn super_targets(&self, class: Item, name: &Name) -> Vec<(Item, Option<Item>)> {
        let lower = self.lower;
        let seen =
            lower.family(lower.head(class)).into_iter().filter(|seen| order(lower.inferred, *seen).contains(&class));
        seen.map(|seen| (seen, lower.after(seen, class, name))).collect()
    }

    fn call_next(
        &mut self,
        item: Option<Item>,
        object: &Value,
        name: &Name,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Value {
        match item {
            Some(item) => self.call_bound(item, object, given, expr),
            None if object.of_type == Type::Exception => self.call_exception_super(name, given, expr.span),
            None if &**name == "__init__" && is_empty(given) => Value::new("()", Type::None),
            None if &**name == "__init__" && given.positional.is_empty() => self.init_of_object(given, expr.span),
            None => self.refuse(expr.span, format!("`super()` has no `{name}` that is translated")),
        }
    }

    /// `object.__init__(**kwargs)`, which takes nothing.
    fn init_of_object(&mut self, _: &Given<'a>, span: Span) -> Value {
        self.refuse(span, "arguments of `object.__init__` are not translated yet")
    }

    /// The object of the method that is written.
    pub(super) fn own_object(&self) -> Value {
        let receiver = self.storages.values().find_map(|storage| match storage {
            super::body::Storage::Receiver(name) => Some(name.clone()),
            _ => None,
        });
        let receiver = receiver.unwrap_or_else(|| "self".to_owned());
        match self.class {
            Some(class) if is_exception_class(self.lower.inferred, class) => Value::place(receiver, Type::Exception),
            class => {
                let head = class.map_or(0, |class| self.lower.head(class));
                Value::place(receiver, Type::Instance(head))
            }
        }
    }
}

/// Arguments behind the object whose method is called.
fn given_with_object<'a>(object: &Value, given: &Given<'a>) -> Given<'a> {
    let mut given = given.clone();
    given.positional.insert(0, Arg::Value(object.clone()));
    given.stars.iter_mut().for_each(|(place, _)| *place += 1);
    given
}

fn is_empty(given: &Given<'_>) -> bool {
    given.positional.is_empty() && given.named.is_empty() && given.star.is_none() && !given.has_double_star
}
