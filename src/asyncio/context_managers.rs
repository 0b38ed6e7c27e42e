//! `with` and `async with` for types of one's own, and for generators.
//!
//! # How it works
//!
//! A manager is entered, gives a value for the body, and is left with what the body has raised. [`with`] and [`async_with`] do that around
//! a body in Python's way. Locks and the like are managers, and so is a generator that yields once: Python's `contextmanager` and
//! `asynccontextmanager` have nothing to add.
//!
//! - **I1** Who was entered is left, whatever the body gives. A coroutine that is let go meanwhile gives its body `GeneratorExit` first.
//! - **I2** What is raised on leaving has what the body has raised at the end of its contexts.

use super::async_generator::AsyncGenerator;
use super::exc::{Exc, Py, RUNTIME_ERROR, STOP_ASYNC_ITERATION, STOP_ITERATION};
use super::generator::{Generator, Resumed};
use super::locks::{Condition, Lock, Semaphore};
use super::taskgroup::TaskGroup;
use super::timeouts::Timeout;
use std::future::Future;
use std::rc::Rc;

/// What can stand in a `with`.
pub trait ContextManager {
    /// What `as` gets.
    type Value;

    /// Enters it: `__enter__`.
    ///
    /// # Errors
    ///
    /// What it raises; it is not left then.
    fn enter(&self) -> Py<Self::Value>;

    /// Leaves it: `__exit__`, with what the body has raised. True swallows that.
    ///
    /// # Errors
    ///
    /// What it raises in place of what the body has raised.
    fn exit(&self, raised: Option<Exc>) -> Py<bool>;
}

/// What can stand in an `async with`.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::AsyncRuntime;
/// use wasi_async_runtime::asyncio::exc::{Exc, KEY_ERROR};
/// use wasi_async_runtime::asyncio::{self, AsyncContextManager, Coroutine, Py, async_with, sleep};
///
/// struct Connection;
///
/// impl AsyncContextManager for Connection {
///     type Value = &'static str;
///
///     async fn enter(&self) -> Py<&'static str> {
///         sleep(0.001).await?;
///         Ok("connected")
///     }
///
///     async fn exit(&self, raised: Option<Exc>) -> Py<bool> {
///         sleep(0.001).await?;
///         Ok(raised.is_some_and(|exc| exc.is(&KEY_ERROR)))
///     }
/// }
///
/// let main = Coroutine::new("main", async {
///     let given = async_with(Connection, |connected| async move { Ok(connected.len()) }).await?;
///     let swallowed = async_with(Connection, |_| async { Err::<(), _>(Exc::new(&KEY_ERROR, "gone")) }).await?;
///     Ok((given, swallowed))
/// });
/// assert_eq!(AsyncRuntime::block_on(asyncio::run(main)).unwrap(), (Some(9), None));
/// ```
pub trait AsyncContextManager {
    /// What `as` gets.
    type Value;

    /// Enters it: `__aenter__`.
    ///
    /// # Errors
    ///
    /// What it raises; it is not left then.
    fn enter(&self) -> impl Future<Output = Py<Self::Value>>;

    /// Leaves it: `__aexit__`, with what the body has raised. True swallows that.
    ///
    /// # Errors
    ///
    /// What it raises in place of what the body has raised.
    fn exit(&self, raised: Option<Exc>) -> impl Future<Output = Py<bool>>;

    /// Says whether what `exit` raises has its context already.
    #[doc(hidden)]
    fn has_set_contexts(&self) -> bool {
        false
    }
}

/// Runs a body in a manager: `with manager as value`. Gives what the body gives, nothing where its exception was swallowed.
///
/// # Errors
///
/// What the manager or the body raises.
pub async fn with<M, T, F>(manager: M, body: impl FnOnce(M::Value) -> F) -> Py<Option<T>>
where
    M: ContextManager,
    F: Future<Output = Py<T>>,
{
    let value = manager.enter()?;
    let result = body(value).await;
    let left = manager.exit(result.as_ref().err().cloned());
    leave(result, left, true)
}

/// Runs a body in a manager: `async with manager as value`. Gives what the body gives, nothing where its exception was swallowed.
///
/// # Errors
///
/// What the manager or the body raises.
///
/// # Examples
///
/// See [`AsyncContextManager`].
pub async fn async_with<M, T, F>(manager: M, body: impl FnOnce(M::Value) -> F) -> Py<Option<T>>
where
    M: AsyncContextManager,
    F: Future<Output = Py<T>>,
{
    let value = manager.enter().await?;
    let result = body(value).await;
    let left = manager.exit(result.as_ref().err().cloned()).await;
    leave(result, left, !manager.has_set_contexts())
}

/// What comes out after a body has given `result` and its manager was left.
fn leave<T>(result: Py<T>, left: Py<bool>, sets_context: bool) -> Py<Option<T>> {
    match (result, left) {
        (Ok(value), Ok(_)) => Ok(Some(value)),
        (Err(_), Ok(true)) => Ok(None),
        (Err(raised), Ok(false)) => Err(raised),
        (Err(raised), Err(exc)) => {
            if sets_context {
                set_last_context(&exc, &raised); // (I2)
            }
            Err(exc)
        }
        (Ok(_), Err(exc)) => Err(exc),
    }
}

/// Makes `handled` the context of the exception at which the contexts of `exc` end, unless it is one of them or they of it.
pub(super) fn set_last_context(exc: &Exc, handled: &Exc) {
    let mut last = exc.clone();
    while last != *handled {
        let Some(context) = last.context() else {
            if !contexts(handled).any(|context| context == *exc || context == last) {
                last.set_context(handled.clone());
            }
            return;
        };
        last = context;
    }
}

fn contexts(exc: &Exc) -> impl Iterator<Item = Exc> {
    std::iter::successors(exc.context(), Exc::context)
}

/// What `exit` says where leaving has turned what was raised into `left`.
fn left_as(raised: Option<Exc>, left: Py<()>) -> Py<bool> {
    match left {
        Ok(()) => Ok(raised.is_some()),
        Err(exc) if raised.as_ref() == Some(&exc) => Ok(false),
        Err(exc) => Err(exc),
    }
}

fn result_of(raised: &Option<Exc>) -> Py<()> {
    raised.clone().map_or(Ok(()), Err)
}

impl<M: ContextManager + ?Sized> ContextManager for &M {
    type Value = M::Value;

    fn enter(&self) -> Py<M::Value> {
        (**self).enter()
    }

    fn exit(&self, raised: Option<Exc>) -> Py<bool> {
        (**self).exit(raised)
    }
}

impl<M: ContextManager + ?Sized> ContextManager for Rc<M> {
    type Value = M::Value;

    fn enter(&self) -> Py<M::Value> {
        (**self).enter()
    }

    fn exit(&self, raised: Option<Exc>) -> Py<bool> {
        (**self).exit(raised)
    }
}

impl<M: AsyncContextManager> AsyncContextManager for &M {
    type Value = M::Value;

    fn enter(&self) -> impl Future<Output = Py<M::Value>> {
        (**self).enter()
    }

    fn exit(&self, raised: Option<Exc>) -> impl Future<Output = Py<bool>> {
        (**self).exit(raised)
    }

    fn has_set_contexts(&self) -> bool {
        (**self).has_set_contexts()
    }
}

impl<M: AsyncContextManager> AsyncContextManager for Rc<M> {
    type Value = M::Value;

    fn enter(&self) -> impl Future<Output = Py<M::Value>> {
        (**self).enter()
    }

    fn exit(&self, raised: Option<Exc>) -> impl Future<Output = Py<bool>> {
        (**self).exit(raised)
    }

    fn has_set_contexts(&self) -> bool {
        (**self).has_set_contexts()
    }
}

impl AsyncContextManager for Lock {
    type Value = ();

    async fn enter(&self) -> Py<()> {
        self.acquire().await.map(drop)
    }

    async fn exit(&self, _: Option<Exc>) -> Py<bool> {
        self.release().map(|()| false)
    }
}

impl AsyncContextManager for Semaphore {
    type Value = ();

    async fn enter(&self) -> Py<()> {
        self.acquire().await.map(drop)
    }

    async fn exit(&self, _: Option<Exc>) -> Py<bool> {
        self.release().map(|()| false)
    }
}

impl AsyncContextManager for Condition {
    type Value = ();

    async fn enter(&self) -> Py<()> {
        self.lock().acquire().await.map(drop)
    }

    async fn exit(&self, _: Option<Exc>) -> Py<bool> {
        self.lock().release().map(|()| false)
    }
}

impl AsyncContextManager for Timeout {
    type Value = Timeout;

    async fn enter(&self) -> Py<Timeout> {
        Timeout::enter(self).map(|()| self.clone())
    }

    async fn exit(&self, raised: Option<Exc>) -> Py<bool> {
        let left = Timeout::exit(self, result_of(&raised));
        left_as(raised, left)
    }
}

/// One that was entered by [`TaskGroup::enter`].
impl AsyncContextManager for TaskGroup {
    type Value = TaskGroup;

    async fn enter(&self) -> Py<TaskGroup> {
        Ok(self.clone())
    }

    async fn exit(&self, raised: Option<Exc>) -> Py<bool> {
        let left = TaskGroup::exit(self, result_of(&raised)).await;
        left_as(raised, left)
    }
}

/// What a generator has raised when it was left: nothing where it ended as it should.
fn raised_by(raised: Exc, exc: Exc, stop: &'static super::exc::Class) -> Py<bool> {
    let is_same = exc == raised || (raised.is(stop) && exc.is(&RUNTIME_ERROR) && exc.cause().as_ref() == Some(&raised));
    if is_same { Ok(false) } else { Err(exc) }
}

/// As under `contextlib.contextmanager`: the body of the `with` stands where the generator yields.
impl<Y, R> ContextManager for Generator<Y, (), R> {
    type Value = Y;

    fn enter(&self) -> Py<Y> {
        match self.next()? {
            Resumed::Yielded(value) => Ok(value),
            _ => Err(Exc::new(&RUNTIME_ERROR, "generator didn't yield")),
        }
    }

    fn exit(&self, raised: Option<Exc>) -> Py<bool> {
        let text = match &raised {
            None => "generator didn't stop",
            Some(_) => "generator didn't stop after throw()",
        };
        let resumed = match &raised {
            None => self.next()?,
            Some(exc) => match self.throw(exc.clone()) {
                Ok(resumed) => resumed,
                Err(raised) => return raised_by(exc.clone(), raised, &STOP_ITERATION),
            },
        };
        match resumed {
            Resumed::Yielded(_) => {
                self.close()?;
                Err(Exc::new(&RUNTIME_ERROR, text))
            }
            _ => Ok(raised.is_some()),
        }
    }
}

/// As under `contextlib.asynccontextmanager`: the body of the `async with` stands where the generator yields.
impl<Y: 'static> AsyncContextManager for AsyncGenerator<Y> {
    type Value = Y;

    async fn enter(&self) -> Py<Y> {
        self.next().await?.ok_or_else(|| Exc::new(&RUNTIME_ERROR, "generator didn't yield"))
    }

    async fn exit(&self, raised: Option<Exc>) -> Py<bool> {
        let Some(raised) = raised else {
            if self.next().await?.is_none() {
                return Ok(false);
            }
            self.aclose().await?;
            return Err(Exc::new(&RUNTIME_ERROR, "generator didn't stop"));
        };
        match self.athrow(raised.clone()).await {
            Ok(_) => {
                self.aclose().await?;
                Err(Exc::new(&RUNTIME_ERROR, "generator didn't stop after athrow()"))
            }
            Err(exc) if exc.is(&STOP_ASYNC_ITERATION) => Ok(exc != raised),
            Err(exc) if raised.is(&STOP_ITERATION) => raised_by(raised, exc, &STOP_ITERATION),
            Err(exc) => raised_by(raised, exc, &STOP_ASYNC_ITERATION),
        }
    }
}

/// Closes an async generator at the end of an `async with`: `contextlib.aclosing`.
pub fn aclosing<Y, S>(generator: AsyncGenerator<Y, S>) -> Aclosing<Y, S> {
    Aclosing(generator)
}

/// An async generator that is closed at the end of an `async with`: what [`aclosing`] gives.
#[derive(Debug)]
pub struct Aclosing<Y: 'static, S: 'static = ()>(AsyncGenerator<Y, S>);

impl<Y: 'static, S: 'static> AsyncContextManager for Aclosing<Y, S> {
    type Value = AsyncGenerator<Y, S>;

    async fn enter(&self) -> Py<AsyncGenerator<Y, S>> {
        Ok(self.0.clone())
    }

    async fn exit(&self, _: Option<Exc>) -> Py<bool> {
        self.0.aclose().await.map(|()| false)
    }
}
