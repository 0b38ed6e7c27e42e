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

/// A stack, of which those that [await](AsyncExitStack) are others. Clones are the same one.
///
/// # Examples
///
/// ```
/// use pyrt::prelude::*;
///
/// let stack = aio::ExitStack::new();
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
#[derive(Clone, Debug, Default)]
pub struct Stack<const AWAITS: bool>(Rc<asyncio::AsyncExitStack>);

/// `contextlib.ExitStack`
pub type ExitStack = Stack<false>;

/// `contextlib.AsyncExitStack`
pub type AsyncExitStack = Stack<true>;

impl<const AWAITS: bool> Stack<AWAITS> {
    /// An empty stack.
    pub fn new() -> Self {
        Stack::default()
    }

    /// The name of its class.
    pub fn class_name(&self) -> &'static str {
        if AWAITS { "AsyncExitStack" } else { "ExitStack" }
    }

    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// Has `exit` called with what is raised; true swallows it.
    pub fn push(&self, exit: impl FnOnce(Option<Exc>) -> Py<bool> + 'static) {
        self.0.push(exit);
    }

    /// Has `exit` awaited with what is raised; true swallows it.
    pub fn push_async<F: Future<Output = Py<bool>> + 'static>(&self, exit: impl FnOnce(Option<Exc>) -> F + 'static) {
        self.0.push_async_exit(exit);
    }

    /// `stack.pop_all()`
    pub fn pop_all(&self) -> Self {
        Stack(Rc::new(self.0.pop_all()))
    }

    /// `stack.close()`
    ///
    /// # Errors
    ///
    /// What is raised on leaving and not swallowed.
    pub fn close(&self) -> Py<()> {
        at_once(self.0.aclose())
    }

    /// `stack.aclose()`
    ///
    /// # Errors
    ///
    /// What is raised on leaving and not swallowed.
    pub async fn aclose(&self) -> Py<()> {
        self.0.aclose().await
    }
}

impl<const AWAITS: bool> ContextManager for Stack<AWAITS> {
    type Value = Self;

    fn enter(&self) -> Py<Self> {
        Ok(self.clone())
    }

    fn exit(&self, raised: Option<Exc>) -> Py<bool> {
        at_once(AsyncContextManager::exit(&*self.0, raised))
    }
}

impl<const AWAITS: bool> AsyncContextManager for Stack<AWAITS> {
    type Value = Self;

    async fn enter(&self) -> Py<Self> {
        Ok(self.clone())
    }

    async fn exit(&self, raised: Option<Exc>) -> Py<bool> {
        AsyncContextManager::exit(&*self.0, raised).await
    }
}

/// What a future gives that waits for nothing.
fn at_once<T>(future: impl Future<Output = Py<T>>) -> Py<T> {
    match pin!(future).as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(given) => given,
        Poll::Pending => Err(Exc::new(&RUNTIME_ERROR, "an ExitStack does not await")),
    }
}

/// What managers of `contextlib` are called that hold something.
const HOLDING: [&str; 3] = ["nullcontext", "closing", "aclosing"];

/// A manager that holds something, of the class with this number. Clones are the same one.
#[derive(Debug)]
pub struct Held<T, const CLASS: usize>(Rc<T>);

/// `contextlib.nullcontext`
pub type NullContext<T> = Held<T, 0>;

/// `contextlib.closing`
pub type Closing<T> = Held<T, 1>;

/// `contextlib.aclosing`
pub type Aclosing<T> = Held<T, 2>;

impl<T, const CLASS: usize> Clone for Held<T, CLASS> {
    fn clone(&self) -> Self {
        Held(Rc::clone(&self.0))
    }
}

impl<T, const CLASS: usize> Held<T, CLASS> {
    /// A manager that holds this.
    pub fn new(thing: T) -> Self {
        Held(Rc::new(thing))
    }

    /// The name of its class.
    pub fn class_name(&self) -> &'static str {
        HOLDING.get(CLASS).copied().unwrap_or_default()
    }

    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }
}

impl<T: Clone, const CLASS: usize> Held<T, CLASS> {
    /// What it holds.
    pub fn thing(&self) -> T {
        T::clone(&self.0)
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
