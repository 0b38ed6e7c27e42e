//! Definitions of functions: their defaults, and what decorators make of them.
//!
//! # How it works
//!
//! Decorators are evaluated in the order in which they stand, and applied in the other. Where it is known what one gives, nothing but the
//! call is written; else the name is bound to a closure.

use super::body::Body;
use super::call::{Arg, Given};
use super::class::decorator_name;
use super::text::Value;
use super::types::Type;
use crate::analyse::scopes::ScopeId;
use crate::analyse::types::{Item, Kind};
use crate::tree::{Class, Expr, Function, Span};

/// Decorators of the library that inference looks at, or that change only what a function is called.
const SILENT: [&str; 6] = ["wraps", "contextmanager", "asynccontextmanager", "abstractmethod", "override", "coroutine"];

impl<'a> Body<'_, 'a> {
    /// Evaluates the defaults that are no constants, once.
    pub(super) fn keep_defaults(&mut self, function: &'a Function, scope: ScopeId) {
        let parameters = &function.parameters;
        for parameter in parameters.positional.iter().chain(&parameters.named_only) {
            let Some(default) = parameter.default.as_ref().filter(|default| !default.is_constant()) else { continue };
            let of_type = self.variable_type(scope, &parameter.name, parameter.span);
            if !self.lower.has_cells(scope) || of_type == Type::Known {
                continue;
            }
            let value = self.kept_as(default, &of_type);
            let cell = self.lower.default_cell(scope, &parameter.name, &of_type);
            self.line(format!("{cell}.set({value});"));
        }
    }

    /// A function that is no known one needs a value under its name.
    pub(super) fn bind_function(&mut self, function: &'a Function) {
        let Some(owner) = self.lower.scopes.owner(self.scope, &function.name) else { return };
        let of_type = self.variable_type(owner, &function.name, function.name_span);
        let Some(scope) = self.lower.scopes.of_definition(function.name_span) else { return };
        let Some((item, callable)) = self.lower.inferred.function_of(scope) else { return };
        let decorators: Vec<&'a Expr> =
            function.decorators.iter().filter(|decorator| !self.is_silent(decorator)).collect();
        let is_cached = self.lower.cache_of(item, callable, function).is_some();
        let decorators = if is_cached { Vec::new() } else { decorators };
        if is_cached && self.lower.is_called(callable, function) {
            let (cell, of_type) = self.lower.cache_cell(callable);
            let rust = self.lower.rust_type(&of_type);
            self.line(format!("{cell}.set(<{rust}>::new());"));
        }
        let is_plain = decorators.is_empty();
        if is_plain && (of_type == Type::Known || of_type == Type::Never) || !self.lower.is_called(callable, function) {
            if !is_plain {
                self.lower.refuse(function.name_span, "a decorated function that nothing calls is not translated yet");
            }
            return;
        }
        let value = match self.lower.types.is_static(item) {
            true => Value::new("()", Type::Known).with_known(Some(Kind::Function(item))),
            false => self.function_value(item, None, function.name_span),
        };
        let Some(value) = self.decorated_value(decorators, value, &of_type, function.name_span) else { return };
        self.write(owner, &function.name, &value, &of_type);
    }

    /// What decorators make of a method, which gets the object first then.
    pub(super) fn decorated_method(&mut self, function: &'a Function, class: Item, class_scope: ScopeId) {
        let Some(scope) = self.lower.scopes.of_definition(function.name_span) else { return };
        let Some((item, callable)) = self.lower.inferred.function_of(scope) else { return };
        let of_type = self.variable_type(class_scope, &function.name, function.name_span);
        if !self.lower.is_called(callable, function) {
            return self
                .lower
                .refuse(function.name_span, "a decorated method that nothing calls is not translated yet");
        }
        let value = Value::new("()", Type::Known).with_known(Some(Kind::Function(item)));
        let decorators = function.decorators.iter().filter(|decorator| !self.is_silent(decorator));
        let decorators: Vec<&'a Expr> = decorators.collect();
        let Some(value) = self.decorated_value(decorators, value, &of_type, function.name_span) else { return };
        let global = self.lower.class_global(class, &function.name);
        self.lower.globals.borrow_mut().insert(global.clone(), of_type);
        self.line(format!("{}.set({value});", super::global_name(&global)));
    }

    /// What decorators make of a function, as what its name holds: all are evaluated first, and the last is called first. Nothing where the
    /// name holds no value.
    fn decorated_value(
        &mut self,
        decorators: Vec<&'a Expr>,
        mut value: Value,
        of_type: &Type,
        span: Span,
    ) -> Option<String> {
        let evaluated: Vec<(&'a Expr, Value)> =
            decorators.into_iter().map(|decorator| (decorator, self.decorator(decorator))).collect();
        for (decorator, called) in evaluated.into_iter().rev() {
            value = self.decorate(decorator, &called, value);
        }
        if *of_type == Type::Known || *of_type == Type::Never {
            if value.text != "()" {
                self.line(format!("{};", value.text));
            }
            return None;
        }
        Some(self.keep(&value, of_type, span))
    }

    /// The decorators of a class: the class stays what it is.
    pub(super) fn class_decorators(&mut self, class: &'a Class, item: Item) {
        let is_silent = |decorator: &&Expr| {
            matches!(
                decorator_name(decorator),
                "dataclass" | "unique" | "total_ordering" | "final" | "runtime_checkable"
            )
        };
        let decorators: Vec<&'a Expr> = class.decorators.iter().filter(|decorator| !is_silent(decorator)).collect();
        if decorators.is_empty() {
            return;
        }
        let evaluated: Vec<(&'a Expr, Value)> =
            decorators.into_iter().map(|decorator| (decorator, self.decorator(decorator))).collect();
        for (decorator, called) in evaluated.into_iter().rev() {
            let own = Value::new("()", Type::Known).with_known(Some(Kind::Class(item)));
            let value = self.decorate(decorator, &called, own);
            // What is bound is what inference knows of it.
            let node = self.owner(&class.name).and_then(|owner| self.lower.inferred.variable(owner, &class.name));
            let bound = node.and_then(|node| self.lower.known(node));
            if bound != Some(Kind::Class(item)) || value.of_type != Type::Known {
                return self
                    .lower
                    .refuse(decorator.span, "a decorator that makes something else of a class is not translated yet");
            }
            if value.text != "()" {
                self.line(format!("{};", value.text));
            }
        }
    }

    /// Says whether nothing is called for a decorator.
    fn is_silent(&self, decorator: &Expr) -> bool {
        let key = match self.known(decorator) {
            Some(Kind::Function(item) | Kind::Class(item)) => self.lower.inferred.callable(item).is_none(),
            _ => true,
        };
        key && SILENT.contains(&decorator_name(decorator))
    }

    /// A decorator, evaluated.
    fn decorator(&mut self, decorator: &'a Expr) -> Value {
        let value = self.expr(decorator);
        if value.text == "()" || value.is_place {
            return value;
        }
        if value.of_type == Type::Known {
            self.line(format!("{};", value.text));
            return Value { text: "()".to_owned(), ..value };
        }
        let name = self.temporary("decorator");
        self.line(format!("let {name} = {};", value.text));
        Value::place(name, value.of_type)
    }

    /// What a decorator makes of a function.
    fn decorate(&mut self, decorator: &'a Expr, called: &Value, function: Value) -> Value {
        let given = Given { positional: vec![Arg::Value(function)], ..Given::default() };
        match (&called.known, &called.of_type) {
            (Some(Kind::Function(item)), Type::Known) if self.lower.inferred.callable(*item).is_some() => {
                let (item, inferred) = (*item, self.lower.inferred);
                let value = self.call_function(item, None, &given, decorator.span);
                let result = inferred.callable(item).and_then(|callable| self.lower.known(callable.result));
                if value.of_type != Type::Known {
                    return value;
                }
                self.line(format!("{};", value.text));
                Value::new("()", Type::Known).with_known(result)
            }
            (Some(Kind::Class(item)), Type::Known) if self.lower.inferred.class(*item).is_some() => {
                self.construct(*item, &given, decorator)
            }
            (_, Type::Known) => self.refuse(decorator.span, "this decorator is not translated yet"),
            _ => self.call_value(called, &given, decorator.span),
        }
    }
}
