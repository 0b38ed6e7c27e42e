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

use super::exc::{Class, Exc};
use super::future::AnyFuture;
use super::value::Exchange;
use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// What a body yields to its driver.
pub(super) enum Yielded {
    /// A future that it awaits.
    Future(Rc<dyn AnyFuture>),
    /// Nothing: it lets the others run.
    Bare,
    /// A value for who drives it by hand, and the place for the answer.
    Value(Rc<Exchange>),
}

struct Frame {
    /// Which of these hold: somebody drives, nothing was yielded or something, something is thrown in.
    holds: Cell<u8>,
    yielded: Slot<Yielded>,
    thrown: Slot<Exc>,
    /// What tells the waker with which the driver polls.
    waker: Cell<*const ()>,
}

const IDLE: u8 = 0;
const DRIVEN: u8 = 1;
/// [`Yielded::Bare`], which is the most frequent, passes without a move through memory.
const BARE: u8 = 2;
const YIELDED: u8 = 4;
const THROWN: u8 = 8;

/// Holds something while the frame says so, and nothing otherwise (I4).
struct Slot<T>(Cell<ManuallyDrop<Option<T>>>);

impl<T> Slot<T> {
    const fn empty() -> Self {
        Slot(Cell::new(ManuallyDrop::new(None)))
    }

    #[inline]
    fn put(&self, value: T) {
        self.0.set(ManuallyDrop::new(Some(value)));
    }

    #[inline]
    fn take(&self) -> Option<T> {
        ManuallyDrop::into_inner(self.0.replace(ManuallyDrop::new(None)))
    }
}

impl Frame {
    /// Empties it; gives what was yielded and thrown in.
    #[inline]
    fn take(&self) -> (Option<Yielded>, Option<Exc>) {
        match self.holds.replace(IDLE) {
            IDLE | DRIVEN => (None, None),
            holds if holds == DRIVEN | BARE => (Some(Yielded::Bare), None),
            holds => self.take_all(holds),
        }
    }

    fn take_all(&self, holds: u8) -> (Option<Yielded>, Option<Exc>) {
        let yielded = if holds & BARE != 0 { Some(Yielded::Bare) } else { self.yielded.take() };
        (yielded, self.thrown.take())
    }

    fn begin(&self, thrown: Option<Exc>, waker: *const ()) {
        self.waker.set(waker);
        match thrown {
            None => self.holds.set(DRIVEN),
            Some(exc) => {
                self.thrown.put(exc);
                self.holds.set(DRIVEN | THROWN);
            }
        }
    }

    #[inline]
    fn put(&self, yielded: Yielded) {
        let holds = match yielded {
            Yielded::Bare => BARE,
            yielded => {
                self.yielded.put(yielded);
                YIELDED
            }
        };
        self.holds.set(self.holds.get() | holds);
    }
}

thread_local! {
    static FRAME: Frame = const {
        Frame {
            holds: Cell::new(IDLE),
            yielded: Slot::empty(),
            thrown: Slot::empty(),
            waker: Cell::new(std::ptr::null()),
        }
    };
}

/// How a body was left.
pub(super) enum Driven<T> {
    Ended(T),
    /// It is to be resumed when what it awaits is there. What was thrown in and not taken comes back.
    Yielded(Yielded, Option<Exc>),
    /// It waits by its waker: for a Rust future. What was thrown in and not taken comes back.
    Foreign(Option<Exc>),
}

/// Resumes a body by polling it with a waker, after throwing something in.
#[inline(always)]
pub(super) fn drive<T>(
    thrown: Option<Exc>,
    waker: &Waker,
    poll: impl FnOnce(&mut Context<'_>) -> Poll<T>,
) -> Driven<T> {
    let is_nested = FRAME.with(|frame| frame.holds.get()) != IDLE;
    let outer = if is_nested { Some(Outer::save()) } else { None };
    match thrown {
        None => FRAME.with(|frame| {
            frame.waker.set(waker.data());
            frame.holds.set(DRIVEN);
        }),
        Some(exc) => begin_with(exc, waker.data()),
    }
    let emptied = EmptyOnPanic;
    let polled = poll(&mut Context::from_waker(waker));
    std::mem::forget(emptied);
    let (yielded, left) = FRAME.with(Frame::take);
    if let Some(outer) = outer {
        drop(outer); // nobody is called where there is none
    }
    match (polled, yielded) {
        (Poll::Ready(ended), _) => Driven::Ended(ended),
        (Poll::Pending, Some(yielded)) => Driven::Yielded(yielded, left),
        (Poll::Pending, None) => Driven::Foreign(left),
    }
}

/// Begins with something that is thrown in.
fn begin_with(thrown: Exc, waker: *const ()) {
    FRAME.with(|frame| frame.begin(Some(thrown), waker));
}

/// The frame of the driver's driver, which is put back when this is dropped, also when a body panics (I1).
struct Outer {
    yielded: Option<Yielded>,
    thrown: Option<Exc>,
    waker: *const (),
}

impl Outer {
    #[cold]
    fn save() -> Box<Outer> {
        FRAME.with(|frame| {
            let (yielded, thrown) = frame.take();
            Box::new(Outer { yielded, thrown, waker: frame.waker.get() })
        })
    }
}

impl Drop for Outer {
    fn drop(&mut self) {
        FRAME.with(|frame| {
            frame.begin(self.thrown.take(), self.waker);
            if let Some(yielded) = self.yielded.take() {
                frame.put(yielded);
            }
        });
    }
}

/// A body that panics leaves nothing (I4).
struct EmptyOnPanic;

impl Drop for EmptyOnPanic {
    fn drop(&mut self) {
        drop(FRAME.with(Frame::take));
    }
}

/// What becomes of what is offered to the driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Offered {
    /// The driver resumes the body.
    Taken,
    /// It does, but polls with another waker, which has to be woken as well: see [`polls_with`].
    TakenByAnother,
    /// Nobody drives, or something is yielded already (I2): the waker alone brings the next poll.
    Refused,
}

/// As [`offer`] with [`Yielded::Bare`], which passes nothing through memory.
#[inline(always)]
pub(super) fn offer_bare(waker: &Waker) -> Offered {
    let (holds, driver) = FRAME.with(|frame| (frame.holds.get(), frame.waker.get()));
    if holds & (DRIVEN | BARE | YIELDED) != DRIVEN {
        return Offered::Refused;
    }
    FRAME.with(|frame| frame.holds.set(holds | BARE));
    if driver == waker.data() { Offered::Taken } else { Offered::TakenByAnother }
}

/// Yields to the driver, for who is polled with this waker.
pub(super) fn offer(yielded: Yielded, waker: &Waker) -> Offered {
    FRAME.with(|frame| {
        if frame.holds.get() & (DRIVEN | BARE | YIELDED) != DRIVEN {
            return Offered::Refused;
        }
        frame.put(yielded);
        if frame.waker.get() == waker.data() { Offered::Taken } else { Offered::TakenByAnother }
    })
}

/// Says whether the driver polls with this waker. Who is polled with another one (by what polls its parts when they are woken) needs to be
/// woken by that, beside what it yields.
#[inline]
pub(super) fn polls_with(waker: &Waker) -> bool {
    FRAME.with(|frame| frame.holds.get() != IDLE && frame.waker.get() == waker.data())
}

/// What the driver throws in, once (I3).
#[inline]
pub(super) fn take_thrown() -> Option<Exc> {
    FRAME.with(|frame| {
        let holds = frame.holds.get();
        if holds & THROWN == 0 {
            return None;
        }
        frame.holds.set(holds & !THROWN);
        frame.thrown.take()
    })
}

/// As [`take_thrown`], for an exception of a class; another stays.
pub(super) fn take_thrown_of(class: &Class) -> Option<Exc> {
    let exc = take_thrown()?;
    if exc.is(class) {
        return Some(exc);
    }
    throw(exc);
    None
}

/// Has something come out of the innermost suspension that is polled next, in place of what the driver throws in.
pub(super) fn throw(exc: Exc) {
    let last = take_thrown();
    FRAME.with(|frame| {
        if frame.holds.get() & DRIVEN != 0 {
            frame.thrown.put(exc);
            frame.holds.set(frame.holds.get() | THROWN);
        }
    });
    drop(last);
}
