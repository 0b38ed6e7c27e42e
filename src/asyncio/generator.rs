//! Generators as values: resumed by hand or by `for`, given values and exceptions, closed.
//!
//! # How it works
//!
//! The body is a Rust future that is never woken. It gets a [`Yielder`], whose `give` leaves a value in the slot that it shares with the
//! generator and is pending; `send` and `throw` leave what comes back in the same slot and poll the body, and `give` takes it.
//!
//! ```text
//!  send(value) ─► slot.incoming ─► body.poll ─► give: takes it, the body goes on ─► next give: slot.given ─► Pending ─► Yielded(value)
//! ```
//!
//! Async generators share the yielder and the slot (`async_generator.rs`).
//!
//! - **I1** A body that has not begun does not begin with something thrown in: the generator ends with that.
//! - **I2** A body is not in its cell while it runs: who resumes it meanwhile is told so.
//! - **I3** A suspended body that is let go gets `GeneratorExit` first, as `close` gives it, so that its clean-up runs.

use super::exc::{Class, Exc, GENERATOR_EXIT, Py, RUNTIME_ERROR, STOP_ITERATION, TYPE_ERROR, VALUE_ERROR};
use super::frame::{self, Driven};
use std::any::TypeId;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

/// The body of a generator.
pub(super) type Body<R> = Pin<Box<dyn Future<Output = Py<R>>>>;

/// What passes between a body and who resumes it.
pub(super) struct Slot<Y, S> {
    /// What the body has given.
    pub(super) given: Cell<Option<Y>>,
    /// What comes back in where it stands.
    pub(super) incoming: Cell<Option<Py<S>>>,
}

impl<Y, S> Slot<Y, S> {
    pub(super) fn new() -> Rc<Slot<Y, S>> {
        Rc::new(Slot { given: Cell::new(None), incoming: Cell::new(None) })
    }
}

/// Where a generator stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Created,
    Suspended,
    Running,
    Ended,
}

/// What the body of a [`Generator`] or an [`AsyncGenerator`](super::AsyncGenerator) yields through. Clones are the same one.
pub struct Yielder<Y, S = ()>(Rc<Slot<Y, S>>);

impl<Y, S> Clone for Yielder<Y, S> {
    fn clone(&self) -> Yielder<Y, S> {
        Yielder(self.0.clone())
    }
}

impl<Y, S> Yielder<Y, S> {
    pub(super) fn new(slot: &Rc<Slot<Y, S>>) -> Yielder<Y, S> {
        Yielder(slot.clone())
    }

    /// Gives a value to who has resumed the generator; gives what is sent in: `yield value`.
    ///
    /// # Errors
    ///
    /// What is thrown in.
    pub async fn give(&self, value: Y) -> Py<S> {
        let mut value = Some(value);
        poll_fn(move |_| match value.take() {
            Some(value) => {
                self.0.given.set(Some(value));
                Poll::Pending
            }
            None => self.0.incoming.take().map_or(Poll::Pending, Poll::Ready),
        })
        .await
    }

    /// Gives all that another generator gives, which gets what is sent and thrown in; gives what it returns, nothing where it had ended
    /// before: `yield from generator`.
    ///
    /// # Errors
    ///
    /// What it raises.
    pub async fn give_from<R>(&self, generator: Generator<Y, S, R>) -> Py<Option<R>>
    where
        S: Default,
    {
        let mut incoming = Ok(S::default());
        loop {
            match generator.0.resume(incoming)? {
                Resumed::Yielded(value) => incoming = self.give(value).await,
                Resumed::Returned(returned) => return Ok(Some(returned)),
                Resumed::Ended => return Ok(None),
            }
            if let Err(exc) = &incoming
                && exc.is(&GENERATOR_EXIT)
            {
                generator.close()?;
                return Err(exc.clone());
            }
        }
    }
}

/// What a [`Generator`] gives when it is resumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resumed<Y, R = ()> {
    /// It has yielded this.
    Yielded(Y),
    /// It has returned this: `StopIteration` with a value.
    Returned(R),
    /// It had ended before: `StopIteration` without.
    Ended,
}

/// A generator: what a call of a function with `yield` gives. Clones are the same one.
///
/// It yields `Y`, is sent `S` and returns `R`. Its body begins when it is first resumed. When the last clone of a suspended one is dropped,
/// `GeneratorExit` comes out of its `give`.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::asyncio::{Generator, Py, Resumed};
///
/// fn countdown(from: i64) -> Generator<i64> {
///     Generator::new("countdown", move |y| async move {
///         for n in (1..=from).rev() {
///             y.give(n).await?;
///         }
///         Ok(())
///     })
/// }
///
/// fn total() -> Generator<i64, i64, &'static str> {
///     Generator::new("total", |y| async move {
///         let mut total = 0;
///         while total < 10 {
///             total += y.give(total).await?;
///         }
///         Ok("enough")
///     })
/// }
///
/// let all: Py<Vec<i64>> = countdown(3).into_iter().collect();
/// assert_eq!(all.unwrap(), [3, 2, 1]);
///
/// let total = total();
/// assert_eq!(total.next().unwrap(), Resumed::Yielded(0));
/// assert_eq!(total.send(4).unwrap(), Resumed::Yielded(4));
/// assert_eq!(total.send(6).unwrap(), Resumed::Returned("enough"));
/// ```
pub struct Generator<Y, S = (), R = ()>(Rc<Shared<Y, S, R>>);

impl<Y, S, R> Clone for Generator<Y, S, R> {
    fn clone(&self) -> Generator<Y, S, R> {
        Generator(self.0.clone())
    }
}

struct Shared<Y, S, R> {
    name: &'static str,
    /// While it does not run and has not ended (I2).
    body: RefCell<Option<Body<R>>>,
    stage: Cell<Stage>,
    slot: Rc<Slot<Y, S>>,
}

impl<Y, S, R> Generator<Y, S, R> {
    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// A generator with this `__qualname__` and body, which begins when it is first resumed.
    pub fn new<F>(name: &'static str, body: impl FnOnce(Yielder<Y, S>) -> F) -> Generator<Y, S, R>
    where
        F: Future<Output = Py<R>> + 'static,
    {
        let slot = Slot::new();
        let body: Body<R> = Box::pin(body(Yielder::new(&slot)));
        Generator(Rc::new(Shared { name, body: RefCell::new(Some(body)), stage: Cell::new(Stage::Created), slot }))
    }

    /// Its `__qualname__`.
    pub fn name(&self) -> &'static str {
        self.0.name
    }

    /// Goes on to the next `give` or the end: `next(generator)`, `send(None)`.
    ///
    /// # Errors
    ///
    /// What the body raises; `ValueError` where it runs already.
    pub fn next(&self) -> Py<Resumed<Y, R>>
    where
        S: Default,
    {
        self.0.resume(Ok(S::default()))
    }

    /// Goes on with a value that `give` gives to the body. One that has not begun begins with [`next`](Generator::next).
    ///
    /// # Errors
    ///
    /// What the body raises; `TypeError` where it has not begun, unless `()` is sent; `ValueError` where it runs already.
    pub fn send(&self, value: S) -> Py<Resumed<Y, R>>
    where
        S: 'static,
    {
        if self.0.stage.get() == Stage::Created && !is_none::<S>() {
            return Err(Exc::new(&TYPE_ERROR, "can't send non-None value to a just-started generator"));
        }
        self.0.resume(Ok(value))
    }

    /// Goes on with an exception that comes out of `give`.
    ///
    /// # Errors
    ///
    /// What the body raises: that exception, unless it handles it; `ValueError` where it runs already.
    pub fn throw(&self, exc: Exc) -> Py<Resumed<Y, R>> {
        self.0.resume(Err(exc))
    }

    /// Ends it: `GeneratorExit` comes out of `give`.
    ///
    /// # Errors
    ///
    /// `RuntimeError` where the body yields nevertheless; what else it raises; `ValueError` where it runs.
    pub fn close(&self) -> Py<()> {
        self.0.close()
    }
}

impl<Y, S, R> Shared<Y, S, R> {
    fn resume(&self, incoming: Py<S>) -> Py<Resumed<Y, R>> {
        let stage = self.stage.get();
        if stage == Stage::Running {
            return Err(Exc::new(&VALUE_ERROR, "generator already executing")); // (I2)
        }
        let Some(mut body) = self.body.take() else { return incoming.map(|_| Resumed::Ended) };
        if stage == Stage::Suspended {
            self.slot.incoming.set(Some(incoming));
        } else if let Err(exc) = incoming {
            self.stage.set(Stage::Ended); // (I1)
            return Err(exc);
        }
        self.stage.set(Stage::Running);
        let driven = frame::drive(None, Waker::noop(), |cx| body.as_mut().poll(cx));
        if let Driven::Ended(ended) = driven {
            self.stage.set(Stage::Ended);
            return ended.map(Resumed::Returned).map_err(|exc| no_stop(exc, "generator", &[&STOP_ITERATION]));
        }
        let Some(value) = self.slot.given.take() else {
            self.stage.set(Stage::Ended);
            return Err(Exc::new(&RUNTIME_ERROR, "a generator cannot await"));
        };
        self.stage.set(Stage::Suspended);
        self.body.replace(Some(body));
        Ok(Resumed::Yielded(value))
    }

    fn close(&self) -> Py<()> {
        match self.resume(Err(Exc::new(&GENERATOR_EXIT, ()))) {
            Ok(Resumed::Yielded(_)) => Err(Exc::new(&RUNTIME_ERROR, "generator ignored GeneratorExit")),
            Ok(_) => Ok(()),
            Err(exc) if exc.is(&GENERATOR_EXIT) => Ok(()),
            Err(exc) => Err(exc),
        }
    }
}

/// Says whether the only value of a type is Python's None.
pub(super) fn is_none<S: 'static>() -> bool {
    TypeId::of::<S>() == TypeId::of::<()>()
}

/// What comes out of a body that raises an exception which means its end: PEP 479.
pub(super) fn no_stop(exc: Exc, kind: &str, classes: &[&Class]) -> Exc {
    let Some(class) = classes.iter().find(|class| exc.is(class)) else { return exc };
    let raised = Exc::new(&RUNTIME_ERROR, format!("{kind} raised {}", class.name())).from_cause(exc.clone());
    raised.set_context(exc);
    raised
}

/// Says that clean-up has raised where nobody can handle it.
pub(super) fn tell_ignored(kind: &str, name: &str, exc: &Exc) {
    eprintln!("Exception ignored in: <{kind} object {name}>\n{}: {exc}", exc.class().qualified_name());
}

impl<Y, S, R> Drop for Shared<Y, S, R> {
    fn drop(&mut self) {
        if self.stage.get() == Stage::Suspended
            && !std::thread::panicking()
            && let Err(exc) = self.close()
        {
            tell_ignored("generator", self.name, &exc); // (I3)
        }
    }
}

/// What a [`Generator`] yields, one after the other: `for value in generator`.
#[derive(Debug)]
pub struct Items<Y, S = (), R = ()>(Generator<Y, S, R>);

impl<Y, S: Default, R> Iterator for Items<Y, S, R> {
    type Item = Py<Y>;

    fn next(&mut self) -> Option<Py<Y>> {
        match self.0.next() {
            Ok(Resumed::Yielded(value)) => Some(Ok(value)),
            Ok(_) => None,
            Err(exc) => Some(Err(exc)),
        }
    }
}

impl<Y, S: Default, R> IntoIterator for Generator<Y, S, R> {
    type Item = Py<Y>;
    type IntoIter = Items<Y, S, R>;

    fn into_iter(self) -> Items<Y, S, R> {
        Items(self)
    }
}

impl<Y, S: Default, R> IntoIterator for &Generator<Y, S, R> {
    type Item = Py<Y>;
    type IntoIter = Items<Y, S, R>;

    fn into_iter(self) -> Items<Y, S, R> {
        Items(self.clone())
    }
}

impl<Y, S, R> fmt::Debug for Generator<Y, S, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<generator object {}>", self.0.name)
    }
}

impl<Y, S> fmt::Debug for Yielder<Y, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Yielder")
    }
}
