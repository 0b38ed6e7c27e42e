//! Coroutines that are kept: in a list, in a variable from which they may be awaited twice.
//!
//! # How it works
//!
//! A [`Coroutine`] is moved to who awaits it. Python's is an object, of which several places may know; here they share the place where it
//! is until one of them awaits it or makes it a task.

use std::cell::Cell;
use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use wasi_async_runtime::asyncio::{Coroutine, Future, IntoTask, Loop, Sent, Value};

use super::generators::stop;
use crate::exc::{Exc, RUNTIME_ERROR, VALUE_ERROR};
use crate::{Object, Py};

/// A coroutine that several places know. Clones are the same one.
///
/// # Examples
///
/// ```
/// use pyrt::prelude::*;
///
/// let main = Coroutine::new("main", async {
///     let one = aio::SharedCoroutine::new("one", async { Ok(1) });
///     let same = one.clone();
///     assert_eq!(one.await, Ok(1));
///     let refused = same.await.unwrap_err();
///     assert_eq!(refused.to_string(), "cannot reuse already awaited coroutine");
///     Ok(())
/// });
/// assert_eq!(asyncio::run_blocking(main), Ok(()));
/// ```
pub struct SharedCoroutine<T>(Rc<Kept<T>>);

struct Kept<T> {
    name: &'static str,
    /// Until somebody awaits it; away while it is driven by hand.
    coroutine: Cell<Option<Coroutine<T>>>,
    is_driven: Cell<bool>,
}

impl<T> Clone for SharedCoroutine<T> {
    fn clone(&self) -> SharedCoroutine<T> {
        SharedCoroutine(Rc::clone(&self.0))
    }
}

impl<T> From<Coroutine<T>> for SharedCoroutine<T> {
    fn from(coroutine: Coroutine<T>) -> SharedCoroutine<T> {
        let (name, is_driven) = (coroutine.name(), Cell::new(false));
        SharedCoroutine(Rc::new(Kept { name, coroutine: Cell::new(Some(coroutine)), is_driven }))
    }
}

impl<T: 'static> SharedCoroutine<T> {
    /// A coroutine with this `__qualname__` and body, which begins when it is awaited.
    pub fn new(name: &'static str, body: impl std::future::Future<Output = Py<T>> + 'static) -> SharedCoroutine<T> {
        Coroutine::new(name, body).into()
    }
}

impl<T> SharedCoroutine<T> {
    /// Its `__qualname__`.
    pub fn name(&self) -> &'static str {
        self.0.name
    }

    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// The coroutine itself, for who awaits it.
    ///
    /// # Errors
    ///
    /// `RuntimeError` where somebody has awaited it; `ValueError` where it is being driven.
    pub fn take(&self) -> Py<Coroutine<T>> {
        self.0.coroutine.take().ok_or_else(|| match self.0.is_driven.get() {
            true => Exc::new(&VALUE_ERROR, "coroutine already executing"),
            false => Exc::new(&RUNTIME_ERROR, "cannot reuse already awaited coroutine"),
        })
    }

    fn drive<R>(&self, drive: impl FnOnce(&mut Coroutine<T>) -> Py<R>) -> Py<R> {
        let mut coroutine = self.take()?;
        self.0.is_driven.set(true);
        let driven = drive(&mut coroutine);
        self.0.is_driven.set(false);
        self.0.coroutine.set(Some(coroutine));
        driven
    }

    /// `coroutine.close()`
    ///
    /// # Errors
    ///
    /// `RuntimeError` where the body goes on nevertheless; what else it raises.
    pub fn close(&self) -> Py<()> {
        match self.0.coroutine.take() {
            Some(coroutine) => {
                self.0.coroutine.set(Some(coroutine));
                self.drive(Coroutine::close)
            }
            None if self.0.is_driven.get() => Err(Exc::new(&VALUE_ERROR, "coroutine already executing")),
            None => Ok(()),
        }
    }
}

impl<T: Object + 'static> SharedCoroutine<T> {
    /// `coroutine.send(None)`: what it yields.
    ///
    /// # Errors
    ///
    /// `StopIteration` with what it returns; what it raises.
    pub fn send_none(&self) -> Py<Value> {
        self.drive(Coroutine::send).and_then(yielded)
    }

    /// `coroutine.send(value)`
    ///
    /// # Errors
    ///
    /// As those of [`send_none`](SharedCoroutine::send_none); `TypeError` where it has not begun.
    pub fn send(&self, value: impl fmt::Debug + 'static) -> Py<Value> {
        self.drive(|coroutine| coroutine.send_value(value)).and_then(yielded)
    }

    /// `coroutine.throw(exc)`
    ///
    /// # Errors
    ///
    /// As those of [`send_none`](SharedCoroutine::send_none).
    pub fn throw(&self, exc: Exc) -> Py<Value> {
        self.drive(|coroutine| coroutine.throw(exc)).and_then(yielded)
    }
}

fn yielded<T: Object + 'static>(sent: Sent<T>) -> Py<Value> {
    match sent {
        Sent::Yielded(value) => Ok(value),
        Sent::Returned(value) => Err(stop(value)),
        _ => Ok(Value::none()),
    }
}

/// What awaits a [`SharedCoroutine`].
#[must_use = "futures do nothing unless you await or poll them"]
pub struct Awaited<T>(Result<Coroutine<T>, Option<Exc>>);

impl<T> std::future::Future for Awaited<T> {
    type Output = Py<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Py<T>> {
        match &mut self.get_mut().0 {
            Ok(coroutine) => Pin::new(coroutine).poll(cx),
            Err(exc) => exc.take().map_or(Poll::Pending, |exc| Poll::Ready(Err(exc))),
        }
    }
}

impl<T> IntoFuture for SharedCoroutine<T> {
    type Output = Py<T>;
    type IntoFuture = Awaited<T>;

    fn into_future(self) -> Awaited<T> {
        Awaited(self.take().map_err(Some))
    }
}

/// A task of one that was awaited before raises in its first step, as in CPython.
impl<T: Clone + 'static> IntoTask for SharedCoroutine<T> {
    type Output = T;

    fn into_task(self, event_loop: &Loop) -> Py<Future<T>> {
        let coroutine = self.take().unwrap_or_else(|exc| Coroutine::new(self.0.name, async move { Err(exc) }));
        coroutine.into_task(event_loop)
    }

    fn in_place(self) -> impl std::future::Future<Output = Py<T>> {
        self.into_future()
    }
}

impl<T> fmt::Debug for SharedCoroutine<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<coroutine object {}>", self.0.name)
    }
}

impl<T> fmt::Debug for Awaited<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Awaited")
    }
}
