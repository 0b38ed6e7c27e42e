//! Contexts and tokens of context variables, and runners, as values.
//!
//! # How it works
//!
//! A context is away from its place while something runs in it: what asks it then asks the current one.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasi_async_runtime::asyncio::{self, ContextVar, Coroutine, Exc, Loop, Py};

use crate::exc::{KEY_ERROR, RUNTIME_ERROR};

/// `contextvars.Context`. Clones are the same one.
#[derive(Clone, Debug)]
pub struct Context(Rc<State>);

#[derive(Debug)]
struct State {
    context: RefCell<asyncio::Context>,
    is_entered: Cell<bool>,
}

/// `contextvars.copy_context()`
///
/// # Examples
///
/// ```
/// use pyrt::prelude::*;
///
/// let user = asyncio::ContextVar::with_default("user", 1);
/// let context = aio::copy_context();
/// assert_eq!(context.run(|| Ok(user.set(2))).map(drop), Ok(()));
/// assert_eq!((context.get(&user), user.get()), (Some(2), Ok(1)));
/// ```
pub fn copy_context() -> Context {
    Context::of(asyncio::copy_context())
}

impl Context {
    fn of(context: asyncio::Context) -> Context {
        Context(Rc::new(State { context: RefCell::new(context), is_entered: Cell::new(false) }))
    }

    /// `contextvars.Context()`
    pub fn new() -> Context {
        Context::of(asyncio::Context::default())
    }

    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    fn now(&self) -> asyncio::Context {
        if self.0.is_entered.get() { asyncio::copy_context() } else { self.0.context.borrow().clone() }
    }

    /// `context.copy()`
    pub fn copy(&self) -> Context {
        Context::of(self.now())
    }

    /// `context.run(function)`
    ///
    /// # Errors
    ///
    /// What the function raises; `RuntimeError` where something runs in it already.
    pub fn run<R>(&self, function: impl FnOnce() -> Py<R>) -> Py<R> {
        if self.0.is_entered.replace(true) {
            return Err(Exc::new(&RUNTIME_ERROR, "cannot enter context: it is already entered"));
        }
        let mut context = self.0.context.take();
        let given = context.run(function);
        self.0.context.replace(context);
        self.0.is_entered.set(false);
        given
    }

    /// `context.get(variable)`
    pub fn get<T: Clone + 'static>(&self, variable: &ContextVar<T>) -> Option<T> {
        self.now().get(variable)
    }

    /// `variable in context`
    pub fn contains<T: Clone + 'static>(&self, variable: &ContextVar<T>) -> bool {
        self.get(variable).is_some()
    }

    /// `context[variable]`
    ///
    /// # Errors
    ///
    /// `KeyError` where it has no value here.
    pub fn at<T: Clone + 'static>(&self, variable: &ContextVar<T>) -> Py<T> {
        self.get(variable).ok_or_else(|| Exc::new(&KEY_ERROR, format!("{variable:?}")))
    }
}

impl Default for Context {
    fn default() -> Context {
        Context::new()
    }
}

/// `contextvars.Token`. Clones are the same one.
#[derive(Debug)]
pub struct Token<T>(Rc<Given<T>>);

#[derive(Debug)]
struct Given<T> {
    token: asyncio::Token<T>,
    /// What the variable had, if it had something.
    old: Option<T>,
}

impl<T> Clone for Token<T> {
    fn clone(&self) -> Token<T> {
        Token(Rc::clone(&self.0))
    }
}

impl<T: Clone + 'static> Token<T> {
    /// `variable.set(value)`
    pub fn set(variable: &ContextVar<T>, value: T) -> Token<T> {
        let old = asyncio::copy_context().get(variable);
        Token(Rc::new(Given { token: variable.set(value), old }))
    }

    /// `variable.reset(token)`
    ///
    /// # Errors
    ///
    /// As those of [`ContextVar::reset`].
    pub fn reset(&self, variable: &ContextVar<T>) -> Py<()> {
        variable.reset(&self.0.token)
    }

    /// `token.old_value`, where the variable had one.
    pub fn old_value(&self) -> Option<T> {
        self.0.old.clone()
    }
}

impl<T> Token<T> {
    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }
}

/// `asyncio.Runner`. Clones are the same one.
#[derive(Clone)]
pub struct Runner(Rc<Cell<Option<asyncio::Runner>>>);

impl std::fmt::Debug for Runner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Runner")
    }
}

impl Runner {
    /// `asyncio.Runner(debug=debug)`
    pub fn new(debug: Option<bool>) -> Runner {
        let runner = asyncio::Runner::new();
        let runner = debug.into_iter().fold(runner, asyncio::Runner::debug);
        Runner(Rc::new(Cell::new(Some(runner))))
    }

    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    fn take(&self, what: &str) -> Py<asyncio::Runner> {
        let nested = || Exc::new(&RUNTIME_ERROR, format!("{what} cannot be called from a running event loop"));
        self.0.take().ok_or_else(nested)
    }

    /// `runner.get_loop()`
    ///
    /// # Errors
    ///
    /// `RuntimeError` where it is closed.
    pub fn get_loop(&self) -> Py<Loop> {
        let Ok(mut runner) = self.take("") else { return asyncio::get_running_loop() };
        let event_loop = runner.get_loop();
        self.0.set(Some(runner));
        event_loop
    }

    /// `runner.run(coroutine)`
    ///
    /// # Errors
    ///
    /// What the coroutine raises; `RuntimeError` where it is closed, or a loop runs.
    pub async fn run<T: Clone + 'static>(&self, coroutine: Coroutine<T>) -> Py<T> {
        let mut runner = self.take("Runner.run()")?;
        let given = runner.run(coroutine).await;
        self.0.set(Some(runner));
        given
    }

    /// `runner.close()`
    ///
    /// # Errors
    ///
    /// What the clean-up raises.
    pub async fn close(&self) -> Py<()> {
        let mut runner = self.take("Runner.close()")?;
        let closed = runner.close().await;
        self.0.set(Some(runner));
        closed
    }
}
