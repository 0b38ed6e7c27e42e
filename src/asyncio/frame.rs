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
//! - **I4** Where nobody drives the frame is empty: so it needs no drop, and coroutines may be dropped at the end of a thread.

use super::exc::Exc;
use super::future::AnyFuture;
use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::rc::Rc;
use std::task::Poll;

/// What a body yields to its driver.
pub(super) enum Yielded {
    /// A future that it awaits.
    Future(Rc<dyn AnyFuture>),
    /// Nothing: it lets the others run.
    Bare,
}

struct Frame {
    driven: Cell<bool>,
    yielded: Slot<Yielded>,
    thrown: Slot<Exc>,
}

/// Holds something while a body runs, and nothing otherwise (I4).
struct Slot<T>(Cell<ManuallyDrop<Option<T>>>);

impl<T> Slot<T> {
    const fn empty() -> Self {
        Slot(Cell::new(ManuallyDrop::new(None)))
    }

    fn replace(&self, with: Option<T>) -> Option<T> {
        ManuallyDrop::into_inner(self.0.replace(ManuallyDrop::new(with)))
    }

    fn take(&self) -> Option<T> {
        self.replace(None)
    }
}

thread_local! {
    static FRAME: Frame = const { Frame { driven: Cell::new(false), yielded: Slot::empty(), thrown: Slot::empty() } };
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
    FRAME.with(|frame| {
        let driver = Driver::begin(frame, thrown);
        let polled = poll();
        let (yielded, left) = (frame.yielded.take(), frame.thrown.take());
        drop(driver);
        match (polled, yielded) {
            (Poll::Ready(ended), _) => Driven::Ended(ended),
            (Poll::Pending, Some(yielded)) => Driven::Yielded(yielded),
            (Poll::Pending, None) => Driven::Foreign(left),
        }
    })
}

/// Puts the frame of the driver's driver back, also when a body panics (I1).
struct Driver<'a> {
    frame: &'a Frame,
    /// What the outer driver's body had yielded, and what was thrown in there; nothing where this driver is the outermost.
    outer: Option<(Option<Yielded>, Option<Exc>)>,
}

impl<'a> Driver<'a> {
    fn begin(frame: &'a Frame, thrown: Option<Exc>) -> Driver<'a> {
        let outer = frame.driven.replace(true).then(|| (frame.yielded.take(), frame.thrown.take()));
        let last = frame.thrown.replace(thrown);
        debug_assert!(last.is_none(), "taken by the outer driver, or never there (I4)");
        Driver { frame, outer }
    }
}

impl Drop for Driver<'_> {
    fn drop(&mut self) {
        let outer = self.outer.take();
        self.frame.driven.set(outer.is_some());
        let (yielded, thrown) = outer.unwrap_or_default();
        let left = (self.frame.yielded.replace(yielded), self.frame.thrown.replace(thrown));
        drop(left);
    }
}

/// Yields to the driver; gives it back where nobody drives, or something is yielded already (I2).
pub(super) fn offer(yielded: Yielded) -> Result<(), Yielded> {
    FRAME.with(|frame| {
        if !frame.driven.get() {
            return Err(yielded);
        }
        match frame.yielded.take() {
            None => drop(frame.yielded.replace(Some(yielded))),
            first => {
                drop(frame.yielded.replace(first));
                return Err(yielded);
            }
        }
        Ok(())
    })
}

/// What the driver throws in, once (I3).
pub(super) fn take_thrown() -> Option<Exc> {
    FRAME.with(|frame| frame.thrown.take())
}
