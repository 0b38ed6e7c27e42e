//! A coroutine in one allocation: its body, what that has returned, and the place of what it needs once it is a task.
//!
//! # How it works
//!
//! ```text
//!   Coroutine::new ──► Rc<Coro> ┬ head   name, stage │ as a task: state, number, what it waits for, its context, …
//!                               └ slot   the body, then what it has returned
//! ```
//!
//! While it is a coroutine, one handle holds it. `create_task` makes a task of it where it stands: no second allocation, nothing is
//! moved. What does not depend on a type is written once, for `dyn Resumable`: here what every coroutine does, in `task.rs` what tasks
//! do. That the header of a task and its future share an allocation is how async-task and tokio lay out theirs.
//!
//! - **I1** What stands in the slot is not moved before it is dropped: a `Coro` lives in an `Rc` that nobody unwraps.
//! - **I2** One at a time reaches the slot: who comes while it is locked gets nothing.
//! - **I3** A body that has not begun does not begin with something thrown in: the coroutine ends with that.
//! - **I4** A suspended body that is let go gets `GeneratorExit` first, as `close` gives it, so that its clean-up runs.
//! - **I5** `StopIteration` does not leave a coroutine: it becomes a `RuntimeError`.
//! - **I6** Only what has a state is known as a future.

use super::context;
use super::entry::Run;
use super::exc::{Exc, GENERATOR_EXIT, Py, RUNTIME_ERROR, STOP_ITERATION};
use super::frame::{self, Driven, Yielded};
use super::future::{AnyFuture, State, Typed};
use super::generator::no_stop;
use super::value::Value;
use pin_project_lite::pin_project;
use std::cell::{Cell, OnceCell, UnsafeCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// A coroutine whatever it returns.
pub(super) trait Resumable: AnyFuture + Run {
    fn head(&self) -> &Head;

    /// Polls the body, which is dropped at its end; what it returned is kept.
    fn poll_body(&self, cx: &mut Context<'_>) -> Poll<Py<()>>;

    /// Drops the body, or what it has returned, in place.
    fn clear(&self);
}

/// A coroutine that returns a `T`.
pub(super) trait Returns<T>: Resumable + Typed<T> {
    /// What the body has returned, once.
    fn take(&self) -> Option<T>;
}

/// What every coroutine has; as a task, more of it is filled in (`task.rs`).
pub(super) struct Head {
    name: &'static str,
    /// Of a task.
    pub(super) state: OnceCell<State>,
    pub(super) waits_for: Cell<Option<Rc<dyn AnyFuture>>>,
    /// Its own, while no step runs.
    pub(super) context: Cell<context::Context>,
    pub(super) rare: OnceCell<Box<Rare>>,
    /// In the order of making; the number in its name.
    pub(super) number: Cell<u64>,
    /// Under which the loop knows it.
    pub(super) place: Cell<u32>,
    pub(super) cancels: Cell<u16>,
    stage: Cell<Stage>,
    flags: Cell<u8>,
}

/// What few coroutines have.
#[derive(Default)]
pub(super) struct Rare {
    /// What it has yielded to who drives it by hand.
    pub(super) yielded: Cell<Option<Yielded>>,
    /// The name of a task, where it was given one.
    pub(super) name: Cell<Option<Box<str>>>,
    pub(super) waker: OnceCell<Waker>,
    /// What its next step throws in.
    pub(super) thrown: Cell<Option<Exc>>,
    /// The message of the `CancelledError` that its next step throws in.
    pub(super) cancel_message: Cell<Option<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Created,
    Suspended,
    Closed,
}

/// Somebody has reached the slot (I2).
const LOCKED: u8 = 1;
/// The task waits for a Rust future.
pub(super) const FOREIGN: u8 = 2;
/// The next step of the task throws a cancel in.
pub(super) const MUST_CANCEL: u8 = 4;

impl Head {
    pub(super) fn name_of_coroutine(&self) -> &'static str {
        self.name
    }

    pub(super) fn stage(&self) -> Stage {
        self.stage.get()
    }

    #[inline]
    pub(super) fn has(&self, flag: u8) -> bool {
        self.flags.get() & flag != 0
    }

    #[inline]
    pub(super) fn raise(&self, flag: u8) {
        self.flags.set(self.flags.get() | flag);
    }

    /// Takes a flag down; says whether it was up.
    #[inline]
    pub(super) fn lower(&self, flag: u8) -> bool {
        let was_up = self.has(flag);
        if was_up {
            self.flags.set(self.flags.get() & !flag);
        }
        was_up
    }

    /// Its body runs, or is dropped.
    #[inline]
    pub(super) fn is_locked(&self) -> bool {
        self.has(LOCKED)
    }

    #[inline]
    pub(super) fn state_of_task(&self) -> &State {
        self.state.get().unwrap_or_else(|| unreachable!("only tasks are known as futures")) // (I6)
    }

    pub(super) fn rare(&self) -> &Rare {
        self.rare.get_or_init(Box::default)
    }
}

pin_project! {
    #[project = SlotProjection]
    #[project_replace = SlotReplaced]
    enum Slot<T, F> {
        Body { #[pin] body: F },
        Value { value: T },
        Empty,
    }
}

/// A coroutine with its body.
pub(super) struct Coro<T: 'static, F: Future<Output = Py<T>> + 'static> {
    head: Head,
    slot: UnsafeCell<Slot<T, F>>,
}

impl<T: 'static, F: Future<Output = Py<T>> + 'static> Coro<T, F> {
    pub(super) fn make(name: &'static str, body: F, stage: Stage) -> Rc<dyn Returns<T>> {
        let head = Head {
            name,
            state: OnceCell::new(),
            waits_for: Cell::default(),
            context: Cell::default(),
            rare: OnceCell::new(),
            number: Cell::new(0),
            place: Cell::new(0),
            cancels: Cell::new(0),
            stage: Cell::new(stage),
            flags: Cell::new(0),
        };
        Rc::new(Coro { head, slot: UnsafeCell::new(Slot::Body { body }) })
    }

    /// Reaches the slot, unless somebody does already (I2).
    #[inline]
    #[allow(unsafe_code, reason = "a body beside its header has no box of its own that would pin it")]
    fn with_slot<R>(&self, reach: impl FnOnce(Pin<&mut Slot<T, F>>) -> R) -> Option<R> {
        let _unlocks = Unlocks::lock(&self.head)?;
        // SAFETY: while it is locked nobody else has a reference into the slot, and this is the only place that makes one (I2; the test
        // `who_comes_while_a_body_runs_gets_nothing`). A Coro is made in `make` alone, straight into an `Rc` that this module never unwraps,
        // and its own drop moves nothing out, so the slot stays where it is until it is dropped (I1; `a_body_stays_where_it_is`).
        Some(reach(unsafe { Pin::new_unchecked(&mut *self.slot.get()) }))
    }
}

/// The slot is locked, until this is dropped.
struct Unlocks<'a>(&'a Head);

impl<'a> Unlocks<'a> {
    #[inline]
    fn lock(head: &'a Head) -> Option<Unlocks<'a>> {
        if head.is_locked() {
            return None;
        }
        head.raise(LOCKED);
        Some(Unlocks(head))
    }
}

impl Drop for Unlocks<'_> {
    #[inline]
    fn drop(&mut self) {
        self.0.flags.set(self.0.flags.get() & !LOCKED);
    }
}

impl<T: 'static, F: Future<Output = Py<T>> + 'static> Resumable for Coro<T, F> {
    fn head(&self) -> &Head {
        &self.head
    }

    fn poll_body(&self, cx: &mut Context<'_>) -> Poll<Py<()>> {
        let polled = self.with_slot(|mut slot| {
            let SlotProjection::Body { body } = slot.as_mut().project() else { return Poll::Ready(Err(used_up())) };
            let Poll::Ready(ended) = body.poll(cx) else { return Poll::Pending };
            let (left, ended) = match ended {
                Ok(value) => (Slot::Value { value }, Ok(())),
                Err(exc) => (Slot::Empty, Err(exc)),
            };
            slot.set(left);
            Poll::Ready(ended)
        });
        polled.unwrap_or_else(|| Poll::Ready(Err(used_up())))
    }

    fn clear(&self) {
        self.with_slot(|mut slot| slot.set(Slot::Empty));
    }
}

impl<T: 'static, F: Future<Output = Py<T>> + 'static> Returns<T> for Coro<T, F> {
    fn take(&self) -> Option<T> {
        self.with_slot(|mut slot| {
            let SlotProjection::Value { .. } = slot.as_mut().project() else { return None };
            match slot.project_replace(Slot::Empty) {
                SlotReplaced::Value { value } => Some(value),
                _ => None,
            }
        })?
    }
}

impl<T: 'static, F: Future<Output = Py<T>> + 'static> Typed<T> for Coro<T, F> {
    fn put(&self, value: T) {
        self.with_slot(|mut slot| slot.set(Slot::Value { value }));
    }

    fn get(&self) -> Option<T>
    where
        T: Clone,
    {
        self.with_slot(|slot| match &*slot {
            Slot::Value { value } => Some(value.clone()),
            Slot::Body { .. } | Slot::Empty => None,
        })?
    }
}

impl<T: 'static, F: Future<Output = Py<T>> + 'static> Drop for Coro<T, F> {
    fn drop(&mut self) {
        let this: &dyn Resumable = self;
        if let Some(state) = this.head().state.get() {
            state.event_loop().unregister(this.head().place.get());
        }
        this.let_go();
    }
}

fn used_up() -> Exc {
    Exc::new(&RUNTIME_ERROR, "cannot reuse already awaited coroutine")
}

/// How a coroutine that is driven by hand was left.
pub(super) enum Left {
    Yielded(Value),
    Returned,
}

impl dyn Resumable {
    /// Goes on to the next suspension point or the end.
    #[inline]
    pub(super) fn poll(&self, cx: &mut Context<'_>) -> Poll<Py<()>> {
        self.poll_with(self.head(), cx)
    }

    /// As [`poll`](Self::poll), with its head at hand.
    #[inline(always)]
    pub(super) fn poll_with(&self, head: &Head, cx: &mut Context<'_>) -> Poll<Py<()>> {
        if head.stage() != Stage::Suspended {
            self.begin()?;
        }
        let Poll::Ready(ended) = self.poll_body(cx) else { return Poll::Pending };
        head.stage.set(Stage::Closed);
        Poll::Ready(ended.map_err(|exc| no_stop(exc, "coroutine", &[&STOP_ITERATION]))) // (I5)
    }

    fn begin(&self) -> Py<()> {
        if self.head().stage() == Stage::Closed {
            return Err(used_up());
        }
        let Some(exc) = frame::take_thrown() else {
            self.head().stage.set(Stage::Suspended);
            return Ok(());
        };
        self.end(); // (I3)
        Err(no_stop(exc, "coroutine", &[&STOP_ITERATION]))
    }

    /// Goes on by hand, after throwing something in.
    pub(super) fn send(&self, thrown: Option<Exc>) -> Py<Left> {
        let driven = frame::drive(thrown, Waker::noop(), |cx| self.poll(cx));
        let last = self.head().rare.get().and_then(|rare| rare.yielded.take());
        match driven {
            Driven::Ended(ended) => ended.map(|()| Left::Returned),
            Driven::Yielded(_, Some(exc)) | Driven::Foreign(Some(exc)) if exc.is(&GENERATOR_EXIT) => {
                self.end(); // a Rust future cannot take it: it is dropped
                Err(exc)
            }
            Driven::Yielded(yielded, _) => {
                let value = Value::of(&yielded);
                self.head().rare().yielded.set(Some(yielded));
                Ok(Left::Yielded(value))
            }
            Driven::Foreign(_) => match last {
                Some(Yielded::Future(future)) if !future.state().is_done() => {
                    self.send(Some(Exc::new(&RUNTIME_ERROR, "await wasn't used with future")))
                }
                _ => Ok(Left::Yielded(Value::none())),
            },
        }
    }

    /// Ends it: `GeneratorExit` comes out of the suspension point.
    pub(super) fn close(&self) -> Py<()> {
        if self.head().stage() != Stage::Suspended {
            self.end();
            return Ok(());
        }
        match self.send(Some(Exc::new(&GENERATOR_EXIT, ()))) {
            Ok(Left::Returned) => {
                self.clear();
                Ok(())
            }
            Ok(Left::Yielded(_)) => Err(Exc::new(&RUNTIME_ERROR, "coroutine ignored GeneratorExit")),
            Err(exc) if exc.is(&GENERATOR_EXIT) => Ok(()),
            Err(exc) => Err(exc),
        }
    }

    /// Ends it without its clean-up.
    pub(super) fn end(&self) {
        self.head().stage.set(Stage::Closed);
        self.clear();
    }

    /// Nobody wants it any more (I4).
    pub(super) fn let_go(&self) {
        let name = self.head().name;
        match self.head().stage() {
            Stage::Created => {
                eprintln!("RuntimeWarning: coroutine '{name}' was never awaited");
                self.head().stage.set(Stage::Closed);
            }
            Stage::Suspended if !std::thread::panicking() => {
                if let Err(exc) = self.close() {
                    let class = exc.class().qualified_name();
                    eprintln!("Exception ignored in: <coroutine object {name}>\n{class}: {exc}");
                }
            }
            Stage::Suspended | Stage::Closed => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::future::poll_fn;
    use std::marker::PhantomPinned;
    use std::rc::Weak;

    fn poll(coro: &Rc<dyn Returns<i32>>) -> Poll<Py<()>> {
        let any: &dyn Resumable = &**coro;
        any.poll(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn who_comes_while_a_body_runs_gets_nothing() {
        let own: Rc<RefCell<Weak<dyn Returns<i32>>>> =
            Rc::new(RefCell::new(Weak::<Coro<i32, std::future::Ready<Py<i32>>>>::new()));
        let inside = own.clone();
        let coro = Coro::make(
            "reaches_itself",
            poll_fn(move |cx| {
                let coro = inside.borrow().upgrade().expect("it is held outside");
                assert_eq!((coro.take(), coro.get()), (None, None));
                assert!(matches!(coro.poll_body(cx), Poll::Ready(Err(_))));
                coro.clear();
                coro.put(1);
                Poll::Ready(Ok(7))
            }),
            Stage::Suspended,
        );
        own.replace(Rc::downgrade(&coro));
        assert!(matches!(poll(&coro), Poll::Ready(Ok(()))));
        assert_eq!((coro.get(), coro.take(), coro.take()), (Some(7), Some(7), None));
    }

    /// Looks in each poll, and at its end, whether it has been moved since the first.
    struct Stays {
        begun_at: Cell<Option<usize>>,
        found: Rc<Cell<usize>>,
        _pinned: PhantomPinned,
    }

    impl Stays {
        fn look(&self) {
            let here = std::ptr::from_ref(self).addr();
            assert_eq!(self.begun_at.replace(Some(here)).unwrap_or(here), here, "it was moved");
            self.found.set(self.found.get() + 1);
        }
    }

    impl Future for Stays {
        type Output = Py<i32>;

        fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Py<i32>> {
            self.look();
            if self.found.get() < 3 { Poll::Pending } else { Poll::Ready(Ok(1)) }
        }
    }

    impl Drop for Stays {
        fn drop(&mut self) {
            self.look();
        }
    }

    #[test]
    fn a_body_stays_where_it_is() {
        let found = Rc::new(Cell::new(0));
        let body = || Stays { begun_at: Cell::default(), found: found.clone(), _pinned: PhantomPinned };
        let coro = Coro::make("stays", body(), Stage::Suspended);
        assert!(poll(&coro).is_pending());
        let moved = Box::new(coro);
        assert!(poll(&moved).is_pending());
        assert!(matches!(poll(&moved.clone()), Poll::Ready(Ok(()))));
        assert_eq!(found.get(), 4, "it is dropped where it ended");
        found.set(0);
        let let_go = Coro::make("stays", body(), Stage::Suspended);
        assert!(poll(&let_go).is_pending());
        let_go.clear();
        assert_eq!(found.get(), 2, "it is dropped where it stood");
    }
}
