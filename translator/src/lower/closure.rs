//! Functions, methods, lambdas and classes as values.
//!
//! # How it works
//!
//! ```text
//!  {"twice": twice}   ──►   Func::written(&ABOUT_FUNCTION_1, 3, Rc::new(move |a0: i64| -> Py<i64> { Ok(twice(a0)?) }))
//! ```
//!
//! What a function captures is cloned into the closure. Defaults that are constants are written into it; others are evaluated where the
//! function is defined, and kept by it.

use super::Lower;
use super::body::{Body, Storage};
use super::call::{Arg, Given, UNPACKED_REST};
use super::signature::{Role, Signature, Slot};
use super::text::{Value, identifier, literal};
use super::types::Type;
use crate::analyse::infer::Callable;
use crate::analyse::scopes::{ScopeId, ScopeKind, Variable};
use crate::analyse::types::{Item, Kind};
use crate::tree::{Expr, ExprKind, Kept, Name, Parameter, Parameters, Span, Stmt, StmtKind};
use crate::walk;
use std::collections::BTreeSet;
use std::rc::Rc;

/// The parameters of a closure, and what it hands on.
#[derive(Default)]
struct Handed<'a> {
    typed: Vec<String>,
    given: Given<'a>,
    /// What is evaluated before the closure is made.
    before: String,
    /// What is evaluated first in it.
    inside: String,
}

impl<'a> Lower<'a> {
    /// What Python calls a function or class by its full name.
    pub(super) fn qualified_name(&self, scope: ScopeId, own: &str) -> String {
        let mut name = own.to_owned();
        let mut around = self.scopes.scopes.get(scope.0 as usize).and_then(|scope| scope.parent);
        while let Some(known) = around.and_then(|around| self.scopes.scopes.get(around.0 as usize)) {
            let last = known.name.rsplit('.').next().unwrap_or_default();
            match known.kind {
                ScopeKind::Module => break,
                ScopeKind::Class => name = format!("{last}.{name}"),
                ScopeKind::Function if last.is_empty() => {}
                ScopeKind::Function => name = format!("{last}.<locals>.{name}"),
            }
            around = known.parent;
        }
        name
    }

    /// What is written of a function, for who has it as a value.
    pub(super) fn about(&self, callable: &Callable, bound: usize) -> String {
        let is_lambda = !self.functions.contains_key(&callable.scope);
        let name = if is_lambda { "<lambda>" } else { &*callable.name };
        let qualified = self.qualified_name(callable.scope, name);
        let function = self.functions.get(&callable.scope);
        let doc = function.and_then(|function| docstring(&function.body));
        let is_async = function.is_some_and(|function| function.is_async && !walk::yields(&function.body));
        let kind = if bound > 0 { "method" } else { "function" };
        let called = qualified.clone();
        let about = About { kind, bound, called, qualified, doc, is_async, ..About::taking(name, callable) };
        self.about_kept(&about)
    }

    /// The same of a function of the library.
    fn kept_about(&self, kept: &Kept, callable: &Callable) -> String {
        let (qualified, called) = (kept.qualified.to_string(), kept.qualified.to_string());
        self.about_kept(&About { kind: kept.kind, qualified, called, ..About::taking(&kept.name, callable) })
    }

    /// The same of a class: its `__init__` says what it lacks.
    fn class_about(&self, item: Item, init: Option<&Callable>) -> String {
        let name = self.inferred.item_name(item);
        let known = self.inferred.class(item);
        let qualified = known.map_or_else(|| name.clone(), |class| self.qualified_name(class.scope, &name));
        let doc = known.and_then(|class| self.classes.get(&class.scope)).and_then(|class| docstring(&class.body));
        let called = format!("{qualified}.__init__");
        let mut about = match init {
            Some(init) => About { bound: 1, ..About::taking(&name, init) },
            None => About { name: &name, ..About::default() },
        };
        let fields = known.map_or_else(Vec::new, |class| class.fields.iter().filter(|field| field.is_given).collect());
        if init.is_none() && !fields.is_empty() {
            about.positional.push(("self".into(), true));
            about.bound = 1;
            for field in fields {
                let of = if field.named_only { &mut about.named_only } else { &mut about.positional };
                of.push((field.name.clone(), !field.has_default));
            }
        }
        self.about_kept(&About { kind: "type", called, qualified, doc, ..about })
    }

    /// A reference to the static that says it.
    fn about_kept(&self, about: &About<'_>) -> String {
        let (text, mut known) = (about.text(), self.abouts.borrow_mut());
        let number = known.iter().position(|other| *other == text).unwrap_or_else(|| {
            known.push(text);
            known.len() - 1
        });
        format!("&{}", about_name(number))
    }
}

/// A number by which a function of the library is known: none of the program's has it.
pub(super) fn kept_number(name: &str) -> u64 {
    name.bytes().fold(1 << 32, |number, byte| (number * 31 + u64::from(byte)) % (1 << 46)) | 1 << 46
}

/// What is written of a function.
#[derive(Default)]
struct About<'n> {
    name: &'n str,
    qualified: String,
    /// What it is called where a call is wrong.
    called: String,
    doc: Option<&'n str>,
    kind: &'n str,
    /// Each with whether it must be given.
    positional: Vec<(Name, bool)>,
    positional_only: usize,
    named_only: Vec<(Name, bool)>,
    bound: usize,
    has_star: bool,
    has_double_star: bool,
    is_async: bool,
}

impl<'n> About<'n> {
    fn taking(name: &'n str, callable: &Callable) -> About<'n> {
        let named = |(name, _): &(Name, _)| (name.clone(), !callable.defaults.contains(name));
        About {
            name,
            positional: callable.positional.iter().map(named).collect(),
            positional_only: callable.positional_only,
            named_only: callable.named_only.iter().map(named).collect(),
            has_star: callable.star.is_some(),
            has_double_star: callable.double_star.is_some(),
            ..About::default()
        }
    }

    /// The value of the static: what is as it mostly is stands in `About::new`.
    fn text(&self) -> String {
        let names: Vec<String> = self.positional.iter().map(|(name, _)| literal(name)).collect();
        let named_only: Vec<String> =
            self.named_only.iter().map(|(name, required)| format!("({}, {required})", literal(name))).collect();
        let required = self.positional.iter().take_while(|(_, required)| *required).count();
        let fields = [
            (self.called != self.qualified).then(|| format!("called: {}", literal(&self.called))),
            self.doc.map(|text| format!("doc: Some({})", literal(text))),
            (self.kind != "function").then(|| format!("kind: {}", literal(self.kind))),
            (!names.is_empty()).then(|| format!("parameters: &[{}]", names.join(", "))),
            (self.bound > 0).then(|| format!("bound: {}", self.bound)),
            (required > 0).then(|| format!("required: {required}")),
            (self.positional_only > 0).then(|| format!("positional_only: {}", self.positional_only)),
            (!named_only.is_empty()).then(|| format!("named_only: &[{}]", named_only.join(", "))),
            self.has_star.then(|| "has_star: true".to_owned()),
            self.has_double_star.then(|| "has_double_star: true".to_owned()),
            self.is_async.then(|| "is_async: true".to_owned()),
        ];
        let fields: String = fields.into_iter().flatten().map(|field| format!("{field}, ")).collect();
        let new = format!("About::new({}, {})", literal(self.name), literal(&self.qualified));
        if fields.is_empty() { new } else { format!("About {{ {fields}..{new} }}") }
    }
}

/// The static of this number that says what is written of a function.
pub(super) fn about_name(number: usize) -> String {
    format!("ABOUT_FUNCTION_{}", number + 1)
}

/// The text that a body begins with.
pub(super) fn docstring(body: &[Stmt]) -> Option<&str> {
    match &body.first()?.kind {
        StmtKind::Expr(Expr { kind: ExprKind::Str(text), .. }) => Some(text),
        _ => None,
    }
}

impl<'a> Body<'_, 'a> {
    /// A function, method, lambda or class as a closure.
    pub(super) fn as_function(&mut self, expr: &'a Expr) -> Option<Value> {
        if let ExprKind::Lambda(..) = &expr.kind {
            return Some(self.lambda(expr));
        }
        match self.known(expr)? {
            Kind::Function(item) if self.type_of(expr) == Type::Known => {
                self.lower.inferred.callable(item)?;
                Some(self.function_value(item, None, expr.span))
            }
            Kind::Method(item, _) => {
                let ExprKind::Attribute(of, _) = &expr.kind else { return None };
                self.lower.inferred.callable(item)?;
                let object = self.expr(of);
                if object.of_type == Type::Known {
                    return Some(self.refuse(expr.span, "a method of a class is not kept as a value yet"));
                }
                Some(self.function_value(item, Some(&object), expr.span))
            }
            Kind::Class(item) => {
                self.lower.inferred.class(item)?;
                Some(self.class_function(item, expr.span))
            }
            _ => None,
        }
    }

    /// A function of the program as a closure.
    pub(super) fn function_value(&mut self, item: Item, receiver: Option<&Value>, span: Span) -> Value {
        let inferred = self.lower.inferred;
        let bound = usize::from(receiver.is_some());
        let (Some(callable), Ok(of_type)) = (inferred.callable(item), self.lower.types.function(item, bound)) else {
            return self.refuse(span, "this function is not kept as a value yet");
        };
        let Type::Function(signature, result) = &of_type else { return self.refuse(span, "this function") };
        let Some(parameters) = self.lower.parameters(callable.scope) else { return self.refuse(span, "this function") };
        let called = self.lower.functions.get(&callable.scope).is_none_or(|it| self.lower.is_called(callable, it));
        let handed = self.handed(callable, parameters, signature, bound, span);
        let clones = self.lower.captures(callable.scope).into_iter().filter_map(|(owner, name)| {
            let rust = identifier(&name);
            match self.storage(owner, &name) {
                Storage::Global => None,
                Storage::Receiver(receiver) => Some(format!("let {rust} = {receiver}.clone(); ")),
                _ => Some(format!("let {rust} = {rust}.clone(); ")),
            }
        });
        let mut clones: String = clones.collect();
        clones.insert_str(0, &handed.before);
        let object = receiver.map(|object| Value::place("object", object.of_type.clone()));
        if let Some(receiver) = receiver {
            clones.push_str(&format!("let object = {}; ", receiver.owned()));
        }
        let body = if called {
            let call = self.with_receivers_as_named(callable.scope, |body| {
                body.in_closure(|inside| inside.call_function(item, object.as_ref(), &handed.given, span))
            });
            let called = self.in_closure(|inside| inside.keep(&call, result, span));
            format!("{}Ok({called})", handed.inside)
        } else {
            "Err(unreached())".to_owned()
        };
        let closure = self.closure(&handed.typed, signature, result, &body);
        let about = self.lower.about(callable, bound);
        let made = match receiver {
            Some(object) if matches!(object.of_type, Type::Instance(_)) => {
                format!("Func::bound({about}, {item}, instance::address(&object.0), {closure})")
            }
            None if self.lower.types.is_static(item) || self.lower.top.contains(&callable.scope) => {
                format!("Func::written({about}, {item}, {closure})")
            }
            _ => format!("Func::own({about}, {closure})"),
        };
        let shown = match self.shown_of(callable, span) {
            Some(shown) => format!(".wrapping({shown})"),
            None => String::new(),
        };
        Value::new(format!("{{ {clones}{made}{shown} }}"), of_type.clone())
    }

    /// What `functools.wraps` makes of the name of a function, if it stands under it.
    fn shown_of(&mut self, callable: &Callable, span: Span) -> Option<String> {
        let function = self.lower.functions.get(&callable.scope).copied()?;
        let wrapped = &super::attribute::wrapped_by(function)?.value;
        if let Some(Kind::Function(item) | Kind::Method(item, _)) = self.known(wrapped) {
            let inner = Rc::clone(self.lower.inferred.callable(item)?);
            return self.shown_of(&inner, span).or_else(|| Some(self.lower.about(&inner, 0)));
        }
        let around = self.lower.scopes.scopes.get(callable.scope.0 as usize).and_then(|scope| scope.parent);
        let value = if around == Some(self.scope) { self.expr(wrapped) } else { Value::new("", Type::Never) };
        match &value.of_type {
            Type::Function(..) => Some(format!("{}.shown()", value.receiver())),
            _ => {
                self.refuse(span, "`wraps` of this is not translated yet");
                None
            }
        }
    }

    /// Runs something that is in a closure with the receivers that a function captures under names of their own.
    fn with_receivers_as_named<T>(&mut self, scope: ScopeId, run: impl FnOnce(&mut Self) -> T) -> T {
        let mut kept = Vec::new();
        for (owner, name) in self.lower.captures(scope) {
            if let Storage::Receiver(_) = self.storage(owner, &name) {
                let named = Storage::Receiver(identifier(&name));
                kept.push(((owner, name.clone()), self.storages.insert((owner, name), named)));
            }
        }
        let result = run(self);
        for (key, storage) in kept {
            match storage {
                Some(storage) => self.storages.insert(key, storage),
                None => self.storages.remove(&key),
            };
        }
        result
    }

    /// A closure of Rust behind an `Rc`.
    fn closure(&self, typed: &[String], signature: &Signature, result: &Type, body: &str) -> String {
        format!(
            "Rc::new(move |{}| -> Py<{}> {{ {body} }}) as Rc<{}>",
            typed.join(", "),
            self.lower.rust_type(result),
            self.lower.rust_closure(signature, result)
        )
    }

    /// A class of the program as what makes its objects.
    pub(super) fn class_function(&mut self, item: Item, span: Span) -> Value {
        let inferred = self.lower.inferred;
        let of_type = match self.lower.types.class(item) {
            Ok(of_type) => of_type,
            Err(why) => return self.refuse(span, why),
        };
        let Type::Function(signature, result) = &of_type else {
            return self.refuse(span, "this class is not kept as a value yet");
        };
        let init = super::class::initializer(inferred, item).and_then(|init| inferred.callable(init));
        let handed = match init.and_then(|init| Some((init, self.lower.parameters(init.scope)?))) {
            Some((init, parameters)) => {
                if !self.lower.captures(init.scope).is_empty() {
                    return self.refuse(span, "a class that uses variables around it is not kept as a value yet");
                }
                let function = self.lower.functions.get(&init.scope).copied();
                if function.is_some_and(|function| !self.lower.is_called(init, function)) {
                    return self.refuse(span, "a class that nothing calls is not kept as a value yet");
                }
                self.handed(init, parameters, signature, 1, span)
            }
            None => self.handed_fields(item, signature, span),
        };
        let made = self.in_closure(|inside| {
            let made = inside.construct_own(item, &handed.given, span);
            inside.keep(&made, result, span)
        });
        let closure = self.closure(&handed.typed, signature, result, &format!("{}Ok({made})", handed.inside));
        let about = self.lower.class_about(item, init.map(|init| &**init));
        Value::new(format!("{{ {}Func::written({about}, {item}, {closure}) }}", handed.before), of_type.clone())
    }

    /// The parameters of a closure, as the arguments of the function in it.
    fn handed(
        &mut self,
        callable: &Callable,
        parameters: &'a Parameters,
        signature: &Signature,
        bound: usize,
        span: Span,
    ) -> Handed<'a> {
        let mut handed = Handed::default();
        for (place, slot) in signature.0.iter().enumerate() {
            let mut name = format!("a{place}");
            let mut value = Value::new(name.clone(), slot.of_type.clone());
            match slot.role {
                Role::Required => handed.given.positional.push(Arg::Value(value)),
                Role::Defaulted => {
                    let parameter = parameters.positional.get(place + bound);
                    self.with_default(&mut handed, &name, parameter, &slot.of_type, callable, span);
                    handed.given.positional.push(Arg::Value(value));
                }
                Role::Star => {
                    name = format!("{UNPACKED_REST}{place}");
                    value = Value::new(name.clone(), Type::Never);
                    handed.given.positional.push(Arg::Value(value));
                }
                Role::NamedOnly | Role::NamedDefaulted => {
                    let Some(own) = slot.name.clone() else { continue };
                    if slot.role == Role::NamedDefaulted {
                        let parameter = parameters.named_only.iter().find(|parameter| parameter.name == own);
                        self.with_default(&mut handed, &name, parameter, &slot.of_type, callable, span);
                    }
                    handed.given.named.push((own, Arg::Value(value)));
                }
                Role::DoubleStar => handed.given.rest = Some(name.clone()),
            }
            handed.typed.push(format!("{name}: {}", self.lower.rust_slot(slot)));
        }
        handed
    }

    /// What stands for a parameter of a closure that was not given.
    fn with_default(
        &mut self,
        handed: &mut Handed<'a>,
        name: &str,
        parameter: Option<&'a Parameter>,
        of_type: &Type,
        callable: &Callable,
        span: Span,
    ) {
        let Some((parameter, default)) = parameter.and_then(|it| Some((it, it.default.as_ref()?))) else {
            self.refuse(span, "a default of this function");
            return;
        };
        if *of_type == Type::Known {
            return;
        }
        let text = if default.is_constant() {
            self.in_closure(|inside| inside.kept_as(default, of_type))
        } else if self.lower.has_cells(callable.scope) {
            let cell = self.lower.default_cell(callable.scope, &parameter.name, of_type);
            self.in_closure(|inside| inside.fallible(&format!("{cell}.get()")))
        } else if self.lower.is_method(callable) {
            self.refuse(default.span, "a default that is no constant is not translated here yet");
            return;
        } else {
            let kept = self.temporary("default");
            let text = self.kept_as(default, of_type);
            handed.before.push_str(&format!("let {kept} = {text}; "));
            format!("{kept}.clone()")
        };
        handed.inside.push_str(&format!("let {name} = match {name} {{ Some(value) => value, None => {text} }}; "));
    }

    /// The fields that a call of a class gives.
    fn handed_fields(&mut self, item: Item, signature: &Signature, span: Span) -> Handed<'a> {
        let mut handed = Handed::default();
        let of = self.lower.constructing_dataclass(item);
        let fields = of.and_then(|of| self.lower.dataclass_fields(of)).unwrap_or_default();
        for (place, slot) in signature.0.iter().enumerate() {
            let name = format!("a{place}");
            let Some(own) = slot.name.clone() else { continue };
            if slot.is_optional() && slot.of_type != Type::Known {
                let field = fields.iter().find(|field| field.name == own);
                let default = field.and_then(|field| field.default);
                let text = default.and_then(|it| self.in_closure(|inside| inside.field_default(it, &slot.of_type)));
                let Some(text) = text else {
                    self.refuse(span, format!("the default of `{own}` is not translated here yet"));
                    continue;
                };
                handed
                    .inside
                    .push_str(&format!("let {name} = match {name} {{ Some(value) => value, None => {text} }}; "));
            }
            handed.given.named.push((own, Arg::Value(Value::new(name.clone(), slot.of_type.clone()))));
            handed.typed.push(format!("{name}: {}", self.lower.rust_slot(slot)));
        }
        handed
    }

    pub(super) fn lambda(&mut self, expr: &'a Expr) -> Value {
        let ExprKind::Lambda(parameters, body) = &expr.kind else { return self.refuse(expr.span, "a lambda") };
        let Some(scope) = self.lower.scopes.of_expression(expr.id) else { return self.refuse(expr.span, "a lambda") };
        let inferred = self.lower.inferred;
        let Some((item, callable)) = inferred.function_of(scope) else { return self.refuse(expr.span, "a lambda") };
        let mut of_comprehensions = BTreeSet::new();
        self.of_comprehensions(body, scope, &mut of_comprehensions);
        let mut shared = String::new();
        for (owner, name) in of_comprehensions {
            if self.variable_type(owner, &name, expr.span) == Type::Known {
                continue;
            }
            if !matches!(self.storages.get(&(owner, name.clone())), Some(Storage::Shared)) {
                return self.refuse(
                    expr.span,
                    "a lambda that uses a variable of a generator expression around it is not kept as a value yet",
                );
            }
            shared.push_str(&format!("let {0} = {0}.clone(); ", identifier(&name)));
        }
        let (signature, result) = match self.lower.types.function(item, 0) {
            Ok(Type::Function(signature, result)) => (signature, result),
            Ok(_) => return self.refuse(expr.span, "a lambda"),
            Err(why) => return self.refuse(expr.span, why),
        };
        let (mut typed, mut inside_text, mut before) = (Vec::new(), String::new(), String::new());
        for slot in &signature.0 {
            let parameter = lambda_parameter(parameters, slot.role, typed.len(), slot.name.as_ref());
            let Some(parameter) = parameter else { return self.refuse(expr.span, "a lambda") };
            let rust = identifier(&parameter.name);
            typed.push(format!("{rust}: {}", self.lower.rust_slot(slot)));
            if slot.is_optional()
                && let Some(default) = &parameter.default
            {
                // It is evaluated here, before a variable of the same name is captured.
                let kept = self.temporary("default");
                let text = self.kept_as(default, &slot.of_type);
                let rust_type = self.lower.rust_type(&slot.of_type);
                before.push_str(&format!("let {kept}: {rust_type} = {text}; "));
                inside_text.push_str(&format!("let {rust} = {rust}.unwrap_or_else(|| {kept}.clone()); "));
            }
            self.storages.insert((scope, parameter.name.clone()), Storage::Let);
        }
        // What `:=` binds in it is seen in all of it.
        let bound: Vec<Name> = self.lower.inferred.variables_of(scope).map(|(name, _)| name.clone()).collect();
        for name in bound {
            if self.fact(scope, &name).bindings > 0 && !self.storages.contains_key(&(scope, name.clone())) {
                inside_text.push_str(&format!("let mut {}; ", identifier(&name)));
                self.storages.insert((scope, name), Storage::Let);
            }
        }
        let is_called = |slot: &Slot| slot.is_optional() || matches!(slot.role, Role::Star | Role::DoubleStar);
        if !signature.0.iter().all(|slot| is_called(slot) || slot.of_type != Type::Never) {
            let closure = self.closure(&typed, &signature, &result, "Err(unreached())");
            return Value::new(self.made_of_lambda(expr, callable, &closure), Type::Function(signature, result));
        }
        let mut clones = format!("{shared}{}", self.cloned_captures(scope));
        let storages = self.storages.clone();
        if self.owns_receiver(scope) {
            clones.push_str("let object = self.clone(); ");
        }
        let value = self.in_closure(|inside| inside.in_scope(scope, |inside| inside.expr(body)));
        self.storages = storages;
        let result = if *result == Type::Never { Rc::new(value.of_type.clone()) } else { result };
        let value_text = self.in_closure(|inside| inside.keep(&value, &result, body.span));
        let closure = self.closure(&typed, &signature, &result, &format!("{inside_text}Ok({value_text})"));
        let made = self.made_of_lambda(expr, callable, &closure);
        let text = format!("{{ {before}{clones}{made} }}");
        Value::new(text, Type::Function(signature, result))
    }

    fn made_of_lambda(&self, expr: &Expr, callable: &Callable, closure: &str) -> String {
        match self.lower.kept.get(&expr.id) {
            Some(kept) => {
                let about = self.lower.kept_about(kept, callable);
                format!("Func::written({about}, {}, {closure})", kept_number(&kept.qualified))
            }
            None => format!("Func::own({}, {closure})", self.lower.about(callable, 0)),
        }
    }

    /// The variables of comprehensions around a lambda that it uses.
    fn of_comprehensions(&self, expr: &Expr, lambda: ScopeId, found: &mut BTreeSet<(ScopeId, Name)>) {
        let scopes = &self.lower.scopes;
        let is_around = |owner: ScopeId| {
            let parent = |scope: ScopeId| scopes.scopes.get(scope.0 as usize).and_then(|scope| scope.parent);
            owner != lambda && std::iter::successors(parent(lambda), |scope| parent(*scope)).any(|scope| scope == owner)
        };
        let is_comprehension = |owner: ScopeId| {
            let scope = scopes.scopes.get(owner.0 as usize);
            let is_function = scope.is_some_and(|scope| matches!(scope.kind, ScopeKind::Function));
            is_function && self.lower.parameters(owner).is_none()
        };
        if let (ExprKind::Name(_), Some(Variable::Of(owner, name))) = (&expr.kind, scopes.variable(expr.id))
            && is_around(*owner)
            && is_comprehension(*owner)
        {
            found.insert((*owner, name.clone()));
        }
        crate::walk::children(expr, &mut |child| self.of_comprehensions(child, lambda, found));
    }

    /// Declares the variables of a comprehension that lambdas in it use: all these see what the variable holds at last.
    pub(super) fn share_with_lambdas(&mut self, scope: ScopeId, parts: &[&Expr]) {
        let mut found = BTreeSet::new();
        for part in parts {
            self.in_lambdas(part, &mut found);
        }
        for (owner, name) in found.into_iter().filter(|(owner, _)| *owner == scope) {
            let of_type = self.variable_type(owner, &name, Span { start: 0, end: 0 });
            if of_type != Type::Known {
                self.line(format!("let {} = Var::<{}>::new();", identifier(&name), self.lower.rust_type(&of_type)));
                self.storages.insert((owner, name), Storage::Shared);
            }
        }
    }

    fn in_lambdas(&self, expr: &Expr, found: &mut BTreeSet<(ScopeId, Name)>) {
        if let ExprKind::Lambda(_, body) = &expr.kind
            && let Some(lambda) = self.lower.scopes.of_expression(expr.id)
        {
            self.of_comprehensions(body, lambda, found);
        }
        crate::walk::children(expr, &mut |child| self.in_lambdas(child, found));
    }
}

/// The parameter of a lambda that a slot is for.
fn lambda_parameter<'a>(
    parameters: &'a Parameters,
    role: Role,
    place: usize,
    name: Option<&Name>,
) -> Option<&'a Parameter> {
    match role {
        Role::Required | Role::Defaulted => parameters.positional.get(place),
        Role::Star => parameters.star.as_ref(),
        Role::DoubleStar => parameters.double_star.as_ref(),
        Role::NamedOnly | Role::NamedDefaulted => {
            parameters.named_only.iter().find(|parameter| Some(&parameter.name) == name)
        }
    }
}
