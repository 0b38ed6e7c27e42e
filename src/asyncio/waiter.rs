//! Futures without a value, by which tasks wait for locks, queues and timers.
//!
//! # How it works
//!
//! Most futures of a program are made by a wait of a task, for one end: that the task goes on. So they are small: a state, and nothing
//! beside it. CPython makes a plain `Future` for the same purpose, so they behave, and cost turns, as that.

use super::event_loop::Loop;
use super::exc::Py;
use super::future::{self, AnyFuture, Kind, State, Typed};
use std::cell::Cell;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// Something that one task waits for. Clones are the same one.
#[derive(Clone)]
pub(super) struct Waiter(Rc<Bare>);

struct Bare(State);

impl AnyFuture for Bare {
    fn state(&self) -> &State {
        &self.0
    }

    fn request_cancel(self: Rc<Self>, message: Option<String>) -> bool {
        future::cancel_plain(&self.0, message)
    }
}

impl Typed<()> for Bare {
    fn put(&self, (): ()) {}

    fn get(&self) -> Option<()> {
        Some(())
    }
}

impl fmt::Debug for Waiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<Future {}>", self.0.0.stage_name())
    }
}

impl Waiter {
    pub(super) fn new(event_loop: &Loop) -> Waiter {
        Waiter(Rc::new(Bare(State::new(event_loop.clone(), Kind::Future))))
    }

    pub(super) fn done(&self) -> bool {
        self.0.0.is_done()
    }

    pub(super) fn cancelled(&self) -> bool {
        self.0.0.is_cancelled()
    }

    pub(super) fn cancel(&self) {
        future::cancel_plain(&self.0.0, None);
    }

    /// Has whoever waits go on; false where it is done.
    pub(super) fn release(&self) -> bool {
        !self.done() && future::set_returned(&self.0.0).is_ok()
    }

    /// Says whether both are one.
    pub(super) fn is_same(&self, other: &Waiter) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// Waits until it is done.
    pub(super) fn wait(self) -> Wait {
        Wait { waiter: self, asked: Cell::new(false) }
    }
}

impl IntoFuture for Waiter {
    type Output = Py<()>;
    type IntoFuture = Wait;

    fn into_future(self) -> Wait {
        self.wait()
    }
}

/// Waits for a [`Waiter`].
#[derive(Debug)]
#[must_use = "futures do nothing unless you await or poll them"]
pub(super) struct Wait {
    waiter: Waiter,
    /// It was yielded to the driver.
    asked: Cell<bool>,
}

impl Wait {
    /// What it waits for.
    pub(super) fn waiter(&self) -> &Waiter {
        &self.waiter
    }
}

impl Future for Wait {
    type Output = Py<()>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Py<()>> {
        let Wait { waiter, asked } = &*self;
        let state = &waiter.0.0;
        future::poll_end(state, || waiter.0.clone(), asked, cx).map(|ended| ended.and_then(|()| state.raise()))
    }
}
