//! What passes between a body and whoever drives it: what it yields outward, and what comes back in.
//!
//! # How it works
//!
//! A coroutine's body is a Rust future, but it is not woken: it is *resumed*, by the step of its task or by `send`. At a suspension point
//! a leaf future leaves what it yields in the *frame* of this thread and is pending; the driver finds it there. When it resumes
//! the body, it leaves in the frame what is to be thrown in, if anything, and the same leaf takes it. Bodies that await each other are
//! polled through one another, so the frame is always that of the innermost suspension, as with `yield from`.
//!
//! ```text
//!  Task::step ─ drive(thrown) ─► body.poll ─► … ─► leaf: offer(yielded) ─► Pending ─► the step awaits what was yielded
//!                                                  leaf: take_thrown() ◄── the next drive
//! ```
//!
//! - **I1** A driver saves the frame of whoever drives it and puts it back: bodies that are driven by hand inside another do not mix.
//! - **I2** Outside a driver nothing can be yielded: such a leaf waits by its waker, as any Rust future.
//! - **I3** What was thrown in is taken by the first leaf that is polled, or stays with the driver.

use super::exc::Exc;
use super::future::AnyFuture;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::task::Poll;

/// What a body yields to its driver.
pub(super) enum Yielded {
    /// A future that it awaits.
    Future(Rc<dyn AnyFuture>),
    /// Nothing: it lets the others run.
    Bare,
}

#[derive(Default)]
struct Frame {
    driven: bool,
    yielded: Option<Yielded>,
    thrown: Option<Exc>,
}

thread_local! {
    static FRAME: RefCell<Frame> = const { RefCell::new(Frame { driven: false, yielded: None, thrown: None }) };
    /// A copy of `driven`, for a look without a borrow.
    static DRIVEN: Cell<bool> = const { Cell::new(false) };
}

/// How a body was left.
pub(super) enum Driven<T> {
    Ended(T),
    /// It is to be resumed when what it awaits is there.
    Yielded(Yielded),
    /// It waits by its waker: for a Rust future. What was thrown in and not taken comes back.
    Foreign(Option<Exc>),
}

/// Resumes a body by polling it, after throwing something in.
pub(super) fn drive<T>(thrown: Option<Exc>, poll: impl FnOnce() -> Poll<T>) -> Driven<T> {
    let driver = Driver::begin(thrown);
    let polled = poll();
    let frame = driver.end();
    match (polled, frame.yielded) {
        (Poll::Ready(ended), _) => Driven::Ended(ended),
        (Poll::Pending, Some(yielded)) => Driven::Yielded(yielded),
        (Poll::Pending, None) => Driven::Foreign(frame.thrown),
    }
}

/// Puts the frame of the driver's driver back, also when a body panics (I1).
struct Driver {
    last: Option<Frame>,
}

impl Driver {
    fn begin(thrown: Option<Exc>) -> Driver {
        let last = FRAME.replace(Frame { driven: true, yielded: None, thrown });
        DRIVEN.set(true);
        Driver { last: Some(last) }
    }

    fn end(mut self) -> Frame {
        self.restore()
    }

    fn restore(&mut self) -> Frame {
        let last = self.last.take().unwrap_or_default();
        DRIVEN.set(last.driven);
        FRAME.replace(last)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if self.last.is_some() {
            drop(self.restore());
        }
    }
}

/// Yields to the driver; gives it back where nobody drives, or something is yielded already (I2).
pub(super) fn offer(yielded: Yielded) -> Result<(), Yielded> {
    if !DRIVEN.get() {
        return Err(yielded);
    }
    FRAME.with_borrow_mut(|frame| match frame.yielded {
        Some(_) => Err(yielded),
        None => {
            frame.yielded = Some(yielded);
            Ok(())
        }
    })
}

/// What the driver throws in, once (I3).
pub(super) fn take_thrown() -> Option<Exc> {
    if DRIVEN.get() { FRAME.with_borrow_mut(|frame| frame.thrown.take()) } else { None }
}
