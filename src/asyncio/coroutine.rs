//! Coroutines as values: made unstarted, awaited, driven by hand, closed.
//!
//! # How it works
//!
//! The body is a Rust future that gives a [`Py`]. It runs where the coroutine is awaited or driven, one suspension at a time
//! (`frame.rs`). What is thrown in comes out of the suspension point at which the body stands, so the body may handle it, await in its
//! clean-up, and go on. What stands here knows the type of what is returned; the rest is in `resumable.rs`.
//!
//! - **I1** `GeneratorExit` that reaches an await of a coroutine closes that one, and then comes out of the await: it cannot be handled further
//!   inside.

use super::exc::{Exc, GENERATOR_EXIT, Py, RUNTIME_ERROR, TYPE_ERROR};
use super::frame::{self, Yielded};
use super::resumable::{Coro, Left, Resumable, Returns, Stage};
use super::value::Value;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// A coroutine: what a call of an `async def` gives.
///
/// It does nothing until it is awaited, made a task, or driven with [`send`](Coroutine::send). One that is dropped before that says on the
/// standard error output that it was never awaited.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::AsyncRuntime;
/// use wasi_async_runtime::asyncio::{self, Coroutine, Py};
///
/// fn add(one: i64, other: i64) -> Coroutine<i64> {
///     Coroutine::new("add", async move {
///         asyncio::sleep(0.0).await?;
///         Ok(one + other)
///     })
/// }
///
/// let sum: Py<i64> = AsyncRuntime::block_on(asyncio::run(add(1, 2)));
/// assert_eq!(sum.unwrap(), 3);
/// ```
#[must_use = "a coroutine does nothing unless it is awaited"]
pub struct Coroutine<T>(pub(super) Rc<dyn Returns<T>>);

/// What [`Coroutine::send`] gives.
#[derive(Debug, PartialEq)]
#[non_exhaustive]
pub enum Sent<T> {
    /// It is suspended, and has yielded this: nothing, the future that it awaits, or what [`yield_value`](super::yield_value) was given.
    Yielded(Value),
    /// It has returned.
    Returned(T),
}

impl<T: 'static> Coroutine<T> {
    /// A coroutine with this `__qualname__` and body, which begins when it is awaited.
    pub fn new(name: &'static str, body: impl Future<Output = Py<T>> + 'static) -> Coroutine<T> {
        Coroutine(Coro::make(name, body, Stage::Created))
    }

    /// One that nobody needs to await, and whose body takes what is thrown in before it has begun.
    pub(super) fn begun(name: &'static str, body: impl Future<Output = Py<T>> + 'static) -> Coroutine<T> {
        Coroutine(Coro::make(name, body, Stage::Suspended))
    }
}

impl<T> Coroutine<T> {
    /// Its `__qualname__`.
    pub fn name(&self) -> &'static str {
        self.0.head().name_of_coroutine()
    }

    /// Goes on to the next suspension point or the end: `send(None)`.
    ///
    /// # Errors
    ///
    /// What the body raises; `RuntimeError` after its end.
    pub fn send(&mut self) -> Py<Sent<T>> {
        self.drive(None)
    }

    /// Goes on with a value, which [`yield_value`](super::yield_value) gives where the body stands there: `send(value)`. A future that is
    /// awaited ignores it.
    ///
    /// # Errors
    ///
    /// As [`send`](Coroutine::send); `TypeError` where it has not begun, unless it is `()`.
    ///
    /// # Examples
    ///
    /// ```
    /// use wasi_async_runtime::asyncio::{Coroutine, Sent, yield_value};
    ///
    /// let mut asks = Coroutine::new("asks", async {
    ///     let answer = yield_value("how many?").await?;
    ///     Ok(answer.get::<i64>())
    /// });
    /// let Ok(Sent::Yielded(asked)) = asks.send() else { panic!("it asks") };
    /// assert_eq!(asked.get(), Some("how many?"));
    /// assert_eq!(asks.send_value(7_i64).unwrap(), Sent::Returned(Some(7)));
    /// ```
    pub fn send_value(&mut self, value: impl fmt::Debug + 'static) -> Py<Sent<T>> {
        let value = Value::new(value);
        if self.0.head().stage() == Stage::Created && !value.is_none() {
            return Err(Exc::new(&TYPE_ERROR, "can't send non-None value to a just-started coroutine"));
        }
        if let Some(rare) = self.0.head().rare.get() {
            let yielded = rare.yielded.take();
            if let Some(Yielded::Value(exchange)) = &yielded {
                exchange.answer(value);
            }
            rare.yielded.set(yielded);
        }
        self.drive(None)
    }

    /// Goes on with an exception that comes out of the suspension point.
    ///
    /// # Errors
    ///
    /// What the body raises: that exception, unless it handles it.
    pub fn throw(&mut self, exc: Exc) -> Py<Sent<T>> {
        self.drive(Some(exc))
    }

    /// Ends it: `GeneratorExit` comes out of the suspension point.
    ///
    /// # Errors
    ///
    /// `RuntimeError` where the body goes on nevertheless, and is suspended as before; what else it raises.
    pub fn close(&mut self) -> Py<()> {
        self.any().close()
    }

    fn drive(&mut self, thrown: Option<Exc>) -> Py<Sent<T>> {
        match self.any().send(thrown)? {
            Left::Yielded(value) => Ok(Sent::Yielded(value)),
            Left::Returned => self.returned().map(Sent::Returned),
        }
    }

    fn returned(&self) -> Py<T> {
        self.0.take().ok_or_else(|| Exc::new(&RUNTIME_ERROR, "what it has returned is gone"))
    }

    fn any(&self) -> &(dyn Resumable + 'static) {
        &*self.0
    }
}

/// Awaits it in place: its suspension points are those of whoever awaits it.
impl<T> Future for Coroutine<T> {
    type Output = Py<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Py<T>> {
        let coroutine = self.any();
        if coroutine.head().stage() == Stage::Suspended
            && let Some(exc) = frame::take_thrown_of(&GENERATOR_EXIT)
        {
            return Poll::Ready(Err(coroutine.close().err().unwrap_or(exc))); // (I1)
        }
        coroutine.poll(cx).map(|ended| ended.and_then(|()| self.returned()))
    }
}

impl<T> fmt::Debug for Coroutine<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<coroutine object {}>", self.name())
    }
}
