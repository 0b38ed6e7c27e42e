//! `contextlib.AsyncExitStack`: managers and callbacks that are left in the reverse order.
//!
//! # How it works
//!
//! A list of what is to be called on leaving, each with the exception that is raised at that point. One that gives true swallows it for
//! those after it; one that raises replaces it.
//!
//! - **I1** What was pushed is called once, and is off the stack before it runs.
//! - **I2** No borrow is held while something is called.

use super::context_managers::{AsyncContextManager, ContextManager, set_last_context};
use super::event_loop::Outcome;
use super::exc::{Exc, Py};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

type Left = Pin<Box<dyn Future<Output = Py<bool>>>>;

/// What is called on leaving.
enum Exit {
    Now(Box<dyn FnOnce(Option<Exc>) -> Py<bool>>),
    Awaited(Box<dyn FnOnce(Option<Exc>) -> Left>),
}

/// Managers and callbacks that are left together: `contextlib.AsyncExitStack`. Clones are the same one.
///
/// # Examples
///
/// ```
/// use std::{cell::RefCell, rc::Rc};
/// use wasi_async_runtime::AsyncRuntime;
/// use wasi_async_runtime::asyncio::{self, AsyncExitStack, Coroutine, Lock, async_with};
///
/// let main = Coroutine::new("main", async {
///     let (lock, order) = (Lock::new(), Rc::new(RefCell::new(Vec::new())));
///     let (seen, noted) = (order.clone(), lock.clone());
///     async_with(AsyncExitStack::new(), |stack| async move {
///         stack.enter_async_context(noted.clone()).await?;
///         stack.callback(move || seen.borrow_mut().push(noted.locked()));
///         Ok(())
///     })
///     .await?;
///     order.borrow_mut().push(lock.locked());
///     Ok(order.take())
/// });
/// assert_eq!(AsyncRuntime::block_on(asyncio::run(main)).unwrap(), [true, false]);
/// ```
#[derive(Clone, Default)]
pub struct AsyncExitStack(Rc<RefCell<VecDeque<Exit>>>);

impl AsyncExitStack {
    /// An empty stack.
    pub fn new() -> AsyncExitStack {
        AsyncExitStack::default()
    }

    /// Enters a manager, which is left with the stack; gives its value.
    ///
    /// # Errors
    ///
    /// What entering raises.
    pub async fn enter_async_context<M: AsyncContextManager + 'static>(&self, manager: M) -> Py<M::Value> {
        let value = manager.enter().await?;
        self.push_manager(manager);
        Ok(value)
    }

    /// Enters a manager of a plain `with`, which is left with the stack; gives its value.
    ///
    /// # Errors
    ///
    /// What entering raises.
    pub fn enter_context<M: ContextManager + 'static>(&self, manager: M) -> Py<M::Value> {
        let value = manager.enter()?;
        self.push(move |raised| manager.exit(raised));
        Ok(value)
    }

    /// Has a manager left with the stack that was entered before: `push_async_exit(manager)`.
    pub fn push_manager(&self, manager: impl AsyncContextManager + 'static) {
        self.push_async_exit(move |raised| async move { manager.exit(raised).await });
    }

    /// Has `exit` awaited with what is raised; true swallows it.
    pub fn push_async_exit<F: Future<Output = Py<bool>> + 'static>(
        &self,
        exit: impl FnOnce(Option<Exc>) -> F + 'static,
    ) {
        self.add(Exit::Awaited(Box::new(move |raised| Box::pin(exit(raised)))));
    }

    /// Has `exit` called with what is raised; true swallows it.
    pub fn push(&self, exit: impl FnOnce(Option<Exc>) -> Py<bool> + 'static) {
        self.add(Exit::Now(Box::new(exit)));
    }

    /// Has `callback` awaited.
    pub fn push_async_callback<T, F: Future<Output = Py<T>> + 'static>(&self, callback: impl FnOnce() -> F + 'static) {
        self.push_async_exit(move |_| async move { callback().await.map(|_| false) });
    }

    /// Has `callback` called.
    pub fn callback<R: Outcome>(&self, callback: impl FnOnce() -> R + 'static) {
        self.push(move |_| callback().raised().map_or(Ok(false), Err));
    }

    /// Moves everything to a new stack.
    pub fn pop_all(&self) -> AsyncExitStack {
        AsyncExitStack(Rc::new(RefCell::new(self.0.take())))
    }

    /// Leaves everything now.
    ///
    /// # Errors
    ///
    /// What is raised on leaving and not swallowed.
    pub async fn aclose(&self) -> Py<()> {
        self.unwind(None).await.map(drop)
    }

    fn add(&self, exit: Exit) {
        self.0.borrow_mut().push_back(exit);
    }

    /// The last one, which is off the stack (I1).
    fn pop(&self) -> Option<Exit> {
        self.0.borrow_mut().pop_back()
    }

    async fn unwind(&self, received: Option<Exc>) -> Py<bool> {
        let has_received = received.is_some();
        let (mut raised, mut is_new, mut swallowed) = (received, false, false);
        while let Some(exit) = self.pop() {
            let left = match exit {
                Exit::Now(exit) => exit(raised.clone()),
                Exit::Awaited(exit) => exit(raised.clone()).await,
            };
            match left {
                Ok(false) => {}
                Ok(true) => (raised, is_new, swallowed) = (None, false, true),
                Err(exc) => {
                    // Python has a context here only where it handles what it has received.
                    if let Some(handled) = raised.filter(|_| has_received) {
                        set_last_context(&exc, &handled);
                    }
                    (raised, is_new) = (Some(exc), true);
                }
            }
        }
        match raised {
            Some(exc) if is_new => Err(exc),
            _ => Ok(has_received && swallowed),
        }
    }
}

impl AsyncContextManager for AsyncExitStack {
    type Value = AsyncExitStack;

    async fn enter(&self) -> Py<AsyncExitStack> {
        Ok(self.clone())
    }

    async fn exit(&self, raised: Option<Exc>) -> Py<bool> {
        self.unwind(raised).await
    }

    fn has_set_contexts(&self) -> bool {
        true
    }
}

impl fmt::Debug for AsyncExitStack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<AsyncExitStack of {}>", self.0.borrow().len())
    }
}
