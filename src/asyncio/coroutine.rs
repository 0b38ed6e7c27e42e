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

use super::exc::{Exc, GENERATOR_EXIT, Py, RUNTIME_ERROR};
use super::frame::{self, Driven};
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
    /// It is suspended.
    Yielded,
    /// It has returned.
    Returned(T),
}

impl<T> Coroutine<T> {
    /// A coroutine with this `__qualname__` and body, which begins when it is awaited.
    pub fn new(name: &'static str, body: impl Future<Output = Py<T>> + 'static) -> Coroutine<T> {
        Coroutine { name, body: Some(Box::pin(body)), stage: Stage::Created }
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
    /// `RuntimeError` where the body goes on nevertheless; what else it raises.
    pub fn close(&mut self) -> Py<()> {
        if self.stage != Stage::Suspended {
            self.end();
            return Ok(());
        }
        match self.throw(Exc::new(&GENERATOR_EXIT, ())) {
            Ok(Sent::Returned(_)) => Ok(()),
            Ok(Sent::Yielded) => {
                self.end();
                Err(Exc::new(&RUNTIME_ERROR, "coroutine ignored GeneratorExit"))
            }
            Err(exc) if exc.is(&GENERATOR_EXIT) => Ok(()),
            Err(exc) => Err(exc),
        }
    }

    fn drive(&mut self, thrown: Option<Exc>) -> Py<Sent<T>> {
        let mut cx = Context::from_waker(Waker::noop());
        match frame::drive(thrown, || self.poll_body(&mut cx)) {
            Driven::Ended(ended) => ended.map(Sent::Returned),
            Driven::Yielded(_) | Driven::Foreign(_) => Ok(Sent::Yielded),
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
                return Poll::Ready(Err(exc));
            }
        }
        let polled = body.as_mut().poll(cx);
        if polled.is_ready() {
            self.end();
        }
        polled
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
        self.get_mut().poll_body(cx)
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
