//! Coroutines as values: made unstarted, awaited, driven by hand, closed.
//!
//! # How it works
//!
//! The body is a Rust future that gives a [`Py`]. It runs where the coroutine is awaited or driven, one suspension at a time
//! (`frame.rs`). What is thrown in comes out of the suspension point at which the body stands, so the body may handle it, await in its
//! clean-up, and go on.
//!
//! - **I1** A body that has not begun does not begin with something thrown in: the coroutine ends with that.
//! - **I2** A suspended body that is let go gets `GeneratorExit` first, as `close` gives it, so that its clean-up runs.
//! - **I3** `GeneratorExit` that reaches an await of a coroutine closes that one, and then comes out of the await: it cannot be handled further
//!   inside.
//! - **I4** `StopIteration` does not leave a coroutine: it becomes a `RuntimeError`.

use super::exc::{Exc, GENERATOR_EXIT, Py, RUNTIME_ERROR, STOP_ITERATION, TYPE_ERROR};
use super::frame::{self, Driven, Yielded};
use super::generator::no_stop;
use super::value::Value;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

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
pub struct Coroutine<T> {
    name: &'static str,
    body: Option<Pin<Box<dyn Future<Output = Py<T>>>>>,
    stage: Stage,
    /// What it has yielded to who drives it by hand.
    yielded: Option<Box<Yielded>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Created,
    Suspended,
    Closed,
}

/// What [`Coroutine::send`] gives.
#[derive(Debug, PartialEq)]
#[non_exhaustive]
pub enum Sent<T> {
    /// It is suspended, and has yielded this: nothing, the future that it awaits, or what [`yield_value`](super::yield_value) was given.
    Yielded(Value),
    /// It has returned.
    Returned(T),
}

impl<T> Coroutine<T> {
    /// A coroutine with this `__qualname__` and body, which begins when it is awaited.
    pub fn new(name: &'static str, body: impl Future<Output = Py<T>> + 'static) -> Coroutine<T> {
        Coroutine { name, body: Some(Box::pin(body)), stage: Stage::Created, yielded: None }
    }

    /// One that nobody needs to await, and whose body takes what is thrown in before it has begun (not I1).
    pub(super) fn begun(name: &'static str, body: impl Future<Output = Py<T>> + 'static) -> Coroutine<T> {
        let mut coroutine = Coroutine::new(name, body);
        coroutine.stage = Stage::Suspended;
        coroutine
    }

    /// One that has ended.
    pub(super) fn ended() -> Coroutine<T> {
        Coroutine { name: "", body: None, stage: Stage::Closed, yielded: None }
    }

    /// Its `__qualname__`.
    pub fn name(&self) -> &'static str {
        self.name
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
        if self.stage == Stage::Created && !value.is_none() {
            return Err(Exc::new(&TYPE_ERROR, "can't send non-None value to a just-started coroutine"));
        }
        if let Some(Yielded::Value(exchange)) = self.yielded.as_deref() {
            exchange.answer(value);
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
        if self.stage != Stage::Suspended {
            self.end();
            return Ok(());
        }
        match self.throw(Exc::new(&GENERATOR_EXIT, ())) {
            Ok(Sent::Returned(_)) => Ok(()),
            Ok(Sent::Yielded(_)) => Err(Exc::new(&RUNTIME_ERROR, "coroutine ignored GeneratorExit")),
            Err(exc) if exc.is(&GENERATOR_EXIT) => Ok(()),
            Err(exc) => Err(exc),
        }
    }

    fn drive(&mut self, thrown: Option<Exc>) -> Py<Sent<T>> {
        let driven = frame::drive(thrown, Waker::noop(), |cx| self.poll_body(cx));
        let last = self.yielded.take();
        match driven {
            Driven::Ended(ended) => ended.map(Sent::Returned),
            Driven::Yielded(_, Some(exc)) | Driven::Foreign(Some(exc)) if exc.is(&GENERATOR_EXIT) => {
                self.end(); // a Rust future cannot take it: it is dropped
                Err(exc)
            }
            Driven::Yielded(yielded, _) => {
                let value = Value::of(&yielded);
                self.yielded = Some(Box::new(yielded));
                Ok(Sent::Yielded(value))
            }
            Driven::Foreign(_) => match last.as_deref() {
                Some(Yielded::Future(future)) if !future.state().is_done() => {
                    self.drive(Some(Exc::new(&RUNTIME_ERROR, "await wasn't used with future")))
                }
                _ => Ok(Sent::Yielded(Value::none())),
            },
        }
    }

    /// Polls the body, which is dropped at its end.
    pub(super) fn poll_body(&mut self, cx: &mut Context<'_>) -> Poll<Py<T>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(Err(Exc::new(&RUNTIME_ERROR, "cannot reuse already awaited coroutine")));
        };
        if self.stage == Stage::Created {
            self.stage = Stage::Suspended;
            if let Some(exc) = frame::take_thrown() {
                self.end(); // (I1)
                return Poll::Ready(Err(no_stop(exc, "coroutine", &[&STOP_ITERATION])));
            }
        }
        let Poll::Ready(ended) = body.as_mut().poll(cx) else { return Poll::Pending };
        self.end();
        Poll::Ready(ended.map_err(|exc| no_stop(exc, "coroutine", &[&STOP_ITERATION]))) // (I4)
    }

    /// Ends it without its clean-up; gives the body, to be dropped elsewhere.
    pub(super) fn abandon(&mut self) -> impl Sized + use<T> {
        self.stage = Stage::Closed;
        self.body.take()
    }

    fn end(&mut self) {
        self.stage = Stage::Closed;
        self.body = None;
    }
}

/// Awaits it in place: its suspension points are those of whoever awaits it.
impl<T> Future for Coroutine<T> {
    type Output = Py<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Py<T>> {
        let coroutine = self.get_mut();
        if coroutine.stage == Stage::Suspended
            && let Some(exc) = frame::take_thrown_of(&GENERATOR_EXIT)
        {
            return Poll::Ready(Err(coroutine.close().err().unwrap_or(exc))); // (I3)
        }
        coroutine.poll_body(cx)
    }
}

impl<T> Drop for Coroutine<T> {
    fn drop(&mut self) {
        match self.stage {
            Stage::Created => eprintln!("RuntimeWarning: coroutine '{}' was never awaited", self.name),
            Stage::Suspended if !std::thread::panicking() => {
                if let Err(exc) = self.close() {
                    eprintln!(
                        "Exception ignored in: <coroutine object {}>\n{}: {exc}",
                        self.name,
                        exc.class().qualified_name()
                    );
                }
            }
            Stage::Suspended | Stage::Closed => {}
        }
    }
}

impl<T> fmt::Debug for Coroutine<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<coroutine object {}>", self.name)
    }
}
