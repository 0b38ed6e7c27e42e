//! Functions that CPython would run in threads: `to_thread`, `run_in_executor`, pools.
//!
//! # How it works
//!
//! What a thread would run is an async block that runs beside the loop (pyrt's aio/threads.rs). Its object and its arguments are bound where
//! the call stands; where it sleeps, a copy of the function that is written for threads lets the others run.

use super::body::{Body, Form};
use super::call::{Arg, Given};
use super::text::Value;
use super::types::Type;
use crate::analyse::builtins::is_builtin;
use crate::analyse::types::Kind;
use crate::tree::{Argument, ArgumentKind, Expr, ExprKind, Name};
use crate::walk;
use std::rc::Rc;

impl<'a> Body<'_, 'a> {
    /// What needs more than a text.
    pub(super) fn threads_by_hand(
        &mut self,
        key: &str,
        object: Option<&Value>,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Option<Value> {
        Some(match (key, object, given.positional.as_slice()) {
            ("asyncio.to_thread", _, [function, rest @ ..]) => {
                let (bound, body, result) = self.run_by_thread(function, rest, given, expr)?;
                Value::new(format!("({{ {bound}aio::to_thread({body}) }})"), Type::Awaitable(Rc::new(result)))
            }
            ("AbstractEventLoop.run_in_executor", _, [executor, function, rest @ ..]) => {
                let executor = self.argument(executor);
                let (bound, body, _) = self.run_by_thread(function, rest, given, expr)?;
                let run = match &executor.of_type {
                    Type::None => format!("aio::in_thread({body})"),
                    of_type if is_pool(of_type) => format!("aio::Pool::run(&{}, {body})", executor.receiver()),
                    Type::Optional(inner) if is_pool(inner) => {
                        format!("aio::Pool::run_in({}, {body})", executor.owned())
                    }
                    _ => return None,
                };
                let future = self.fallible(&run);
                Value::new(format!("{{ {bound}{future} }}"), self.type_of(expr))
            }
            ("concurrent.futures.ThreadPoolExecutor", _, of) => {
                let workers = of.first().or_else(|| given.named("max_workers"));
                let workers = match workers {
                    Some(workers) => self.kept_argument(workers, &Type::Optional(Rc::new(Type::Int)), expr.span),
                    None => "None".to_owned(),
                };
                let is_plain = |name: &Name| matches!(&**name, "max_workers" | "thread_name_prefix");
                if of.len() > 1 || !given.named.iter().all(|(name, _)| is_plain(name)) {
                    return None;
                }
                self.tried(format!("aio::Pool::new({workers})"), self.type_of(expr))
            }
            ("ThreadPoolExecutor.shutdown", Some(pool), []) if self.form.may_await() => {
                self.tried(format!("{}.shutdown().await", pool.receiver()), Type::None)
            }
            ("time.sleep", _, [seconds]) if self.in_thread => {
                let seconds = self.kept_argument(seconds, &Type::Float, expr.span);
                self.tried(format!("aio::sleep_in_thread({seconds}).await"), Type::None)
            }
            _ => return None,
        })
    }

    /// Says whether an expression calls anything but builtin functions.
    fn may_sleep(&self, expr: &Expr) -> bool {
        let mut may = match &expr.kind {
            ExprKind::Call(function, _) => match &function.kind {
                ExprKind::Name(name) => !is_builtin(name) || self.is_own_function(function),
                _ => true,
            },
            ExprKind::Await(_) => true,
            _ => false,
        };
        walk::children(expr, &mut |child| may |= self.may_sleep(child));
        may
    }

    /// Says whether a name is that of a function of the program.
    fn is_own_function(&self, name: &Expr) -> bool {
        matches!(self.known(name), Some(Kind::Function(item)) if self.lower.inferred.callable(item).is_some())
    }

    /// A function that a thread runs: what is bound now, the future that does what it does, and what that gives.
    fn run_by_thread(
        &mut self,
        function: &Arg<'a>,
        arguments: &[Arg<'a>],
        more: &Given<'a>,
        expr: &'a Expr,
    ) -> Option<(String, String, Type)> {
        if let Arg::Expr(Expr { kind: ExprKind::Call(partial, inner), .. }) = function
            && self.is_partial(partial)
        {
            let (first, rest) = inner.split_first()?;
            let given = partial_given(rest)?;
            let mut positional = given.positional;
            positional.extend_from_slice(arguments);
            let mut all = more.clone();
            all.named.splice(0..0, given.named);
            return self.run_by_thread(&Arg::Expr(&first.value), &positional, &all, expr);
        }
        if let Arg::Expr(of) = function
            && let Some(Kind::Function(item)) = self.known(of)
            && let Some(callable) = self.lower.inferred.callable(item)
            && self.lower.sleeping.contains(&item)
            && !self.lower.captures(callable.scope).is_empty()
        {
            self.refuse(
                of.span,
                "a function that sleeps and uses variables of one around it is not run by a thread yet",
            );
            return None;
        }
        if let Arg::Expr(Expr { kind: ExprKind::Lambda(_, body), span, .. }) = function
            && !self.lower.sleeping.is_empty()
            && self.may_sleep(body)
        {
            self.refuse(*span, "a lambda is not run by a thread beside functions that sleep yet");
            return None;
        }
        let form = std::mem::replace(&mut self.form, Form::Blocking);
        let in_thread = std::mem::replace(&mut self.in_thread, true);
        let bound = self.scheduled_as(function, arguments, more, Form::Blocking, expr);
        (self.in_thread, self.form) = (in_thread, form);
        let (bound, value) = bound?;
        if matches!(value.of_type, Type::Coroutine(_) | Type::Coro(_) | Type::Awaitable(_)) {
            self.refuse(
                expr.span,
                "a coroutine that a thread makes is not awaited by anybody: give it a plain function",
            );
            return None;
        }
        let body = format!("async move {{ Ok::<_, Exc>({}) }}", value.owned());
        Some((bound, body, value.of_type))
    }

    pub(super) fn is_partial(&self, function: &Expr) -> bool {
        let Some(Kind::Function(item) | Kind::Class(item)) = self.known(function) else { return false };
        let inferred = self.lower.inferred;
        let key = inferred.library_class(item).map(|key| &**key).or_else(|| inferred.library_key(item));
        key == Some("functools.partial")
    }
}

fn is_pool(of_type: &Type) -> bool {
    matches!(of_type, Type::Library(name, _) if &**name == "ThreadPoolExecutor")
}

/// The arguments that a `partial` binds; none where it unpacks some.
pub(super) fn partial_given<'a>(arguments: &'a [Argument]) -> Option<Given<'a>> {
    let is_plain = |argument: &Argument| matches!(argument.kind, ArgumentKind::Positional | ArgumentKind::Named(_));
    arguments.iter().all(is_plain).then(|| Given::of(arguments))
}
