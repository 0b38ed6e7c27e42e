//! `anext`, and asynchronous generator expressions.

use super::body::{Body, Form};
use super::call::Arg;
use super::text::Value;
use super::types::Type;
use crate::analyse::scopes::ScopeId;
use crate::tree::{Clause, Expr, Span};
use std::rc::Rc;

impl<'a> Body<'_, 'a> {
    /// `anext(iterator, default)`
    pub(super) fn anext_or(&mut self, of: &Arg<'a>, default: &Arg<'a>, expr: &'a Expr) -> Option<Value> {
        let Type::Coro(result) = self.type_of(expr) else { return None };
        let iterator = self.argument(of);
        let default = self.kept_argument(default, &result, expr.span);
        let (bound, next, element) = match &iterator.of_type {
            Type::AsyncGenerator(element, _) => {
                (format!("let iter = {};", iterator.owned()), "iter.anext().await".to_owned(), (**element).clone())
            }
            Type::Instance(_) => {
                let next = self.call_dunder(&iterator, "__anext__", &[], expr.span)?;
                let (Type::Coro(element) | Type::Coroutine(element)) = next.of_type.clone() else { return None };
                (format!("let next = {};", next.owned()), "next.await".to_owned(), (*element).clone())
            }
            _ => return None,
        };
        let value = Value::new("value", element).may_raise();
        let value = self.in_closure(|inside| inside.keep(&value, &result, expr.span));
        let rust = self.lower.rust_type(&result);
        let text = format!(
            "{{ {bound} let default: {rust} = {default}; async move {{ Ok::<{rust}, Exc>(match {next} {{ \
             Ok(value) => {value}, Err(exc) if exc.is(&exc::STOP_ASYNC_ITERATION) => default, \
             Err(exc) => return Err(exc) }}) }} }}"
        );
        Some(Value::new(text, Type::Awaitable(result)))
    }

    /// What `async for` asks of one of several types: for each a function that gives a coroutine of the next one.
    pub(super) fn async_parts(&mut self, value: &Value, span: Span) -> Option<(String, String, Type)> {
        let mut sources = Vec::new();
        for part in self.lower.parts(&value.of_type) {
            let held = Value::place("part", part.of_type.clone());
            let (source, next, element) = self.in_closure(|inside| inside.async_source(&held, span))?;
            sources.push((part, source, next, element));
        }
        let elements = sources.iter().map(|(.., element)| element.clone()).collect();
        let element = self.lower.types.joined_optional(elements).ok()?;
        let rust = self.lower.rust_type(&element);
        let mut arms = Vec::new();
        for (part, source, next, of_part) in sources {
            let given = Value::new("value", of_part).may_raise();
            let given = self.in_closure(|inside| inside.keep(&given, &element, span));
            let next = next.replace("{source}", "source");
            arms.push(format!(
                "{} => {{ let source = {source}; Box::new(move || {{ let source = source.clone(); Coroutine::new(\"\", \
                 async move {{ Ok(match {next}? {{ Some(value) => Some({given}), None => None }}) }}) }}) }}",
                part.pattern("part")
            ));
        }
        let text = format!(
            "{{ let source: Box<dyn Fn() -> Coroutine<Option<{rust}>>> = match {} {{ {} }}; source }}",
            value.owned(),
            arms.join(", ")
        );
        Some((text, "{source}().await".to_owned(), element))
    }

    /// `(… async for …)`: what the first clause iterates over is evaluated where it stands.
    pub(super) fn async_generator_expression(
        &mut self,
        scope: ScopeId,
        one: &'a Expr,
        clauses: &'a [Clause],
        of_type: Type,
    ) -> Value {
        let (Some(first), Type::AsyncGenerator(element, _)) = (clauses.first(), &of_type) else {
            return self.refuse(one.span, "an asynchronous generator expression");
        };
        let element = Rc::clone(element);
        let source = self.expr(&first.iter);
        let mut bound = format!("let iter = {}; ", source.owned());
        bound.push_str(&self.cloned_captures(scope));
        let storages = self.storages.clone();
        if self.owns_receiver(scope) {
            bound.push_str("let object = self.clone(); ");
        }
        let source = match source.of_type {
            Type::Lazy(_) => Value::new("iter", source.of_type),
            of_type => Value::place("iter", of_type),
        };
        let guards = std::mem::take(&mut self.guards);
        let form = std::mem::replace(&mut self.form, Form::AsyncGenerator);
        let rust = self.lower.rust_type(&of_type);
        let text = self.apart(|inside| {
            inside.line(bound);
            inside.lines.open(format!("<{rust}>::new(\"<genexpr>\", |y| async move {{"));
            inside.async_clauses(scope, clauses, source, one, &element);
            inside.line("Ok(())");
            inside.lines.close("})");
        });
        (self.guards, self.form, self.storages) = (guards, form, storages);
        let indent = "    ".repeat(self.lines.depth());
        Value::new(format!("{{\n{text}{indent}}}"), of_type)
    }

    fn async_clauses(&mut self, scope: ScopeId, clauses: &'a [Clause], source: Value, one: &'a Expr, element: &Type) {
        let mut depth = 0;
        let mut source = Some(source);
        for clause in clauses {
            let value = match source.take() {
                Some(source) => source,
                None => self.in_scope(scope, |inside| inside.expr(&clause.iter)),
            };
            depth += self.clause(scope, clause, &value);
        }
        let value = self.in_scope(scope, |inside| inside.expr(one));
        let value = self.keep(&value, element, one.span);
        self.line(format!("y.give({value}).await?;"));
        (0..depth).for_each(|_| self.lines.close("}"));
    }
}
