//! Contexts of context variables, and runners.

use super::body::{Body, Form};
use super::call::{Arg, Given};
use super::text::Value;
use super::types::Type;
use crate::analyse::types::Kind;
use crate::tree::{Expr, Span};
use std::rc::Rc;

/// How calls are written, as in library.rs.
pub(super) const CALLS: &[(&str, &str, &str)] = &[
    ("contextvars.copy_context/0", "aio::copy_context()", ""),
    ("contextvars.Context/0", "aio::Context::new()", ""),
    ("Context.copy/0", "{self}.copy()", ""),
    ("Runner.get_loop/0", "<{self}.get_loop()>", ""),
];

impl<'a> Body<'_, 'a> {
    /// What needs more than a text.
    pub(super) fn contexts_by_hand(
        &mut self,
        key: &str,
        object: Option<&Value>,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Option<Value> {
        match (key, object, given.positional.as_slice()) {
            ("Context.run", Some(context), [callback, arguments @ ..]) => {
                let (bound, value) = self.scheduled_with(callback, arguments, given, expr)?;
                let of_type = self.type_of(expr);
                let kept = self.in_closure(|inside| inside.keep(&value, &of_type, expr.span));
                let rust = self.lower.rust_type(&of_type);
                let ran = self.fallible(&format!("{}.run(move || -> Py<{rust}> {{ Ok({kept}) }})", context.receiver()));
                Some(Value::new(format!("{{ {bound}{ran} }}"), of_type))
            }
            ("Context.get", Some(context), [variable]) => {
                let found = self.in_context(context, variable)?;
                let of_type = found.of_type.clone().or_none();
                let flat = if matches!(found.of_type, Type::Optional(_)) { ".flatten()" } else { "" };
                Some(Value::new(format!("{}{flat}", found.text), of_type))
            }
            ("Context.get", Some(context), [variable, default]) => {
                let found = self.in_context(context, variable)?;
                let default = self.argument(default);
                let types = vec![found.of_type.clone(), default.of_type.clone()];
                let of_type = self.lower.types.joined_optional(types).ok()?;
                let value = self.keep(&Value::new("value", found.of_type.clone()), &of_type, expr.span);
                let default = self.keep(&default, &of_type, expr.span);
                let text = format!("(match {} {{ Some(value) => {value}, None => {default} }})", found.text);
                Some(Value::new(text, of_type))
            }
            ("asyncio.Runner", _, []) if given.named.iter().all(|(name, _)| &**name == "debug") => {
                let debug = match given.named("debug") {
                    None => "None".to_owned(),
                    Some(debug) => self.kept_argument(debug, &Type::Optional(Rc::new(Type::Bool)), expr.span),
                };
                Some(Value::new(format!("aio::Runner::new({debug})"), self.type_of(expr)))
            }
            ("Runner.run", Some(runner), [main]) => {
                let main = self.coroutine(main, expr)?;
                let text = format!("{}.run({main}).await", runner.receiver());
                self.in_runner(&text, self.type_of(expr), expr.span)
            }
            ("Runner.close", Some(runner), []) => {
                self.in_runner(&format!("{}.close().await", runner.receiver()), Type::None, expr.span)
            }
            ("builtins.id", _, [of]) => {
                let value = self.argument(of);
                super::identity::has_identity(&value.of_type)
                    .then(|| Value::new(format!("aio::count({}.address())", value.receiver()), Type::Int))
            }
            ("asyncio.run", _, [Arg::Expr(main), ..]) if self.form == Form::Blocking && self.is_function(main) => {
                let name = self.type_name(main, &"__name__".into())?;
                let text = "a coroutine was expected, got <function {} at 0x7f0c2a81d3d0>";
                let raised = format!("Exc::new(&exc::VALUE_ERROR, format!(\"{text}\", {}))", name.text);
                Some(Value::new(self.fallible(&format!("Err::<(), Exc>({raised})")), Type::Never))
            }
            ("asyncio.run", _, [main, ..]) if matches!(self.form, Form::Coroutine | Form::AsyncGenerator) => {
                let main = self.argument(main);
                let rust = self.lower.rust_type(&self.type_of(expr));
                let text = "asyncio.run() cannot be called from a running event loop";
                let raised = format!("Err::<{rust}, Exc>(Exc::new(&exc::RUNTIME_ERROR, \"{text}\"))");
                Some(self.tried(format!("{{ let _ = {}; {raised} }}", main.owned()), self.type_of(expr)))
            }
            _ => None,
        }
    }

    /// Says whether an expression is a function of the program by its name.
    fn is_function(&self, expr: &Expr) -> bool {
        matches!(self.known(expr), Some(Kind::Function(item)) if self.lower.inferred.callable(item).is_some())
    }

    fn in_runner(&mut self, text: &str, of_type: Type, span: Span) -> Option<Value> {
        if self.form != Form::Blocking {
            return Some(self.refuse(span, "a loop is not run from here yet"));
        }
        Some(self.tried(text, of_type))
    }

    /// What a variable has in a context, as an option; of the type that the variable holds.
    fn in_context(&mut self, context: &Value, variable: &Arg<'a>) -> Option<Value> {
        let variable = self.argument(variable);
        let Type::Library(name, parts) = &variable.of_type else { return None };
        let held = parts.first().filter(|_| &**name == "ContextVar")?.clone();
        Some(Value::new(format!("{}.get({})", context.receiver(), variable.reference()), held))
    }
}
