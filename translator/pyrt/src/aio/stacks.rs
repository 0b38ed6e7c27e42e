//! `contextlib`'s managers as values: exit stacks, `nullcontext`, `closing`, `suppress`.
//!
//! # How it works
//!
//! Both stacks of Python are the runtime's `AsyncExitStack`. What a plain one holds is only called, never awaited, so that leaving it is done
//! after one poll.

use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use wasi_async_runtime::asyncio::{self, AsyncContextManager, ContextManager, Exc, Py};

use crate::exc::{Class, RUNTIME_ERROR};

/// `contextlib.ExitStack` and `contextlib.AsyncExitStack`. Clones are the same one.
///
/// # Examples
///
/// ```
/// use pyrt::prelude::*;
///
/// let stack = aio::ExitStack::new("ExitStack");
/// let left = List::new();
/// for name in ["one", "two"] {
///     let left = left.clone();
///     stack.push(move |_| {
///         left.append(Str::literal(name));
///         Ok(false)
///     });
/// }
/// let kept = stack.pop_all();
/// stack.close().unwrap();
/// assert!(left.is_empty());
/// kept.close().unwrap();
/// assert_eq!(shown::repr(&left).unwrap(), "['two', 'one']");
/// ```
#[derive(Clone, Debug)]
pub struct ExitStack {
    class: &'static str,
    stack: Rc<asyncio::AsyncExitStack>,
}

impl ExitStack {
    /// An empty stack, of the class that is called so.
    pub fn new(class: &'static str) -> ExitStack {
        ExitStack { class, stack: Rc::default() }
    }

    /// The name of its class.
    pub fn class_name(&self) -> &'static str {
        self.class
    }

    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.stack).addr()
    }

    /// Has `exit` called with what is raised; true swallows it.
    pub fn push(&self, exit: impl FnOnce(Option<Exc>) -> Py<bool> + 'static) {
        self.stack.push(exit);
    }

    /// Has `exit` awaited with what is raised; true swallows it.
    pub fn push_async<F: Future<Output = Py<bool>> + 'static>(&self, exit: impl FnOnce(Option<Exc>) -> F + 'static) {
        self.stack.push_async_exit(exit);
    }

    /// `stack.pop_all()`
    pub fn pop_all(&self) -> ExitStack {
        ExitStack { class: self.class, stack: Rc::new(self.stack.pop_all()) }
    }

    /// `stack.close()`
    ///
    /// # Errors
    ///
    /// What is raised on leaving and not swallowed.
    pub fn close(&self) -> Py<()> {
        at_once(self.stack.aclose())
    }

    /// `stack.aclose()`
    ///
    /// # Errors
    ///
    /// What is raised on leaving and not swallowed.
    pub async fn aclose(&self) -> Py<()> {
        self.stack.aclose().await
    }
}

impl ContextManager for ExitStack {
    type Value = ExitStack;

    fn enter(&self) -> Py<ExitStack> {
        Ok(self.clone())
    }

    fn exit(&self, raised: Option<Exc>) -> Py<bool> {
        at_once(AsyncContextManager::exit(&*self.stack, raised))
    }
}

impl AsyncContextManager for ExitStack {
    type Value = ExitStack;

    async fn enter(&self) -> Py<ExitStack> {
        Ok(self.clone())
    }

    async fn exit(&self, raised: Option<Exc>) -> Py<bool> {
        AsyncContextManager::exit(&*self.stack, raised).await
    }
}

/// What a future gives that waits for nothing.
fn at_once<T>(future: impl Future<Output = Py<T>>) -> Py<T> {
    match pin!(future).as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(given) => given,
        Poll::Pending => Err(Exc::new(&RUNTIME_ERROR, "an ExitStack does not await")),
    }
}

/// `nullcontext(thing)`, `closing(thing)`, `aclosing(thing)`: what they hold. Clones are the same one.
#[derive(Debug)]
pub struct Held<T> {
    class: &'static str,
    thing: Rc<T>,
}

impl<T> Clone for Held<T> {
    fn clone(&self) -> Held<T> {
        Held { class: self.class, thing: Rc::clone(&self.thing) }
    }
}

impl<T> Held<T> {
    /// A manager of the class that is called so.
    pub fn new(class: &'static str, thing: T) -> Held<T> {
        Held { class, thing: Rc::new(thing) }
    }

    /// The name of its class.
    pub fn class_name(&self) -> &'static str {
        self.class
    }

    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.thing).addr()
    }
}

impl<T: Clone> Held<T> {
    /// What it holds.
    pub fn thing(&self) -> T {
        T::clone(&self.thing)
    }
}

/// `suppress(*classes)` as a value.
#[derive(Clone, Debug)]
pub struct Suppress(Rc<[&'static Class]>);

impl Suppress {
    /// A manager that swallows exceptions of these classes.
    pub fn new(classes: &[&'static Class]) -> Suppress {
        Suppress(classes.into())
    }

    /// The name of its class.
    pub fn class_name(&self) -> &'static str {
        "suppress"
    }

    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// Says whether it swallows what was raised.
    pub fn swallows(&self, raised: Option<&Exc>) -> bool {
        raised.is_some_and(|exc| self.0.iter().any(|class| exc.is(class)))
    }
}
