//! Futures of the loop: a result or an exception that is there later, and callbacks that are queued when it comes.
//!
//! # How it works
//!
//! ```text
//!   pending ──set_result, set_exception──► finished ─┐
//!      └──────cancel───────────────────► cancelled ──┴─► each callback becomes a handle of the loop, in order
//! ```
//!
//! A [`Future`] is shared: clones are the same one. Tasks and what `gather` gives are futures whose `cancel` does more, so a future
//! is an object behind [`Typed`]; what does not depend on the type of its value stands in [`State`].
//!
//! - **I1** A callback is never called inside `set_result`: it is queued, once.
//! - **I2** No borrow is held while values, callbacks or exceptions are dropped or called.
//! - **I3** An exception that nobody has asked for is told to the loop's exception handler when the future is dropped.

use super::context::copy_context;
use super::event_loop::{Entry, Loop, Outcome};
use super::exc::{CANCELLED_ERROR, Exc, INVALID_STATE_ERROR, Py, RUNTIME_ERROR, STOP_ITERATION, TYPE_ERROR};
use super::frame::{self, Yielded};
use super::task::Step;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Pending,
    Cancelled,
    Finished,
}

/// What it is called where its exception was never retrieved.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Future,
    Task,
    GatheringFuture,
}

/// What a future has whatever its type.
pub(super) struct State {
    event_loop: Loop,
    kind: Kind,
    stage: Cell<Stage>,
    /// Its exception concerns nobody any more (I3).
    retrieved: Cell<bool>,
    /// The last collection in which it was found (`Loop::next_mark`).
    mark: Cell<u32>,
    exception: Cell<Option<Exc>>,
    callbacks: Cell<Callbacks>,
    cancellation: Cell<Option<Box<Cancellation>>>,
}

/// How a future was cancelled, or is to be.
#[derive(Default)]
struct Cancellation {
    message: Option<String>,
    /// The exception by which a task was cancelled; given out once.
    by: Option<Exc>,
}

/// A done callback.
pub(super) type DoneCall = Box<dyn FnOnce(&Rc<dyn AnyFuture>) -> Option<Exc>>;

/// What is queued when a future is done.
pub(super) enum Callback {
    /// The step of a task that awaits it.
    Step(Rc<dyn Step>),
    /// It is the child of this number of one that waits for several.
    Child(Rc<dyn Parent>, usize),
    Call(u64, DoneCall),
    /// Somebody waits as Rust futures do.
    Wake(Waker),
}

/// One that waits for several futures.
pub(super) trait Parent {
    /// The child of this number is done.
    fn child_is_done(self: Rc<Self>, number: usize);
}

/// Most futures have one.
#[derive(Default)]
enum Callbacks {
    #[default]
    None,
    One(Callback),
    Many(Vec<Callback>),
}

impl State {
    pub(super) fn new(event_loop: Loop, kind: Kind) -> State {
        State {
            event_loop,
            kind,
            stage: Cell::new(Stage::Pending),
            retrieved: Cell::new(true),
            mark: Cell::new(0),
            exception: Cell::default(),
            callbacks: Cell::default(),
            cancellation: Cell::default(),
        }
    }

    pub(super) fn event_loop(&self) -> &Loop {
        &self.event_loop
    }

    pub(super) fn is_done(&self) -> bool {
        self.stage.get() != Stage::Pending
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.stage.get() == Stage::Cancelled
    }

    /// Marks it; says whether it may have borne this mark.
    pub(super) fn mark(&self, mark: u32) -> bool {
        self.mark.replace(mark) == mark
    }

    /// Looks at how it was cancelled.
    fn with_cancellation<R>(&self, look: impl FnOnce(&mut Cancellation) -> R) -> R {
        let mut cancellation = self.cancellation.take().unwrap_or_default();
        let seen = look(&mut cancellation);
        self.cancellation.set(Some(cancellation).filter(|kept| kept.message.is_some() || kept.by.is_some()));
        seen
    }

    pub(super) fn cancel_message(&self) -> Option<String> {
        self.with_cancellation(|cancellation| cancellation.message.clone())
    }

    pub(super) fn set_cancel_message(&self, message: Option<String>) {
        self.with_cancellation(|cancellation| cancellation.message = message);
    }

    pub(super) fn set_cancelled_by(&self, exc: Exc) {
        let last = self.with_cancellation(|cancellation| cancellation.by.replace(exc));
        drop(last);
    }

    /// What whoever awaits a cancelled future gets.
    pub(super) fn cancelled_error(&self) -> Exc {
        let kept = self.with_cancellation(|cancellation| cancellation.by.take());
        kept.unwrap_or_else(|| match self.cancel_message() {
            Some(message) => Exc::new(&CANCELLED_ERROR, message),
            None => Exc::new(&CANCELLED_ERROR, ()),
        })
    }

    /// The exception, which counts as asked for.
    pub(super) fn exception(&self) -> Py<Option<Exc>> {
        match self.stage.get() {
            Stage::Cancelled => Err(self.cancelled_error()),
            Stage::Pending => Err(Exc::new(&INVALID_STATE_ERROR, "Exception is not set.")),
            Stage::Finished => {
                self.retrieved.set(true);
                let exception = self.exception.take();
                self.exception.set(exception.clone());
                Ok(exception)
            }
        }
    }

    fn finish(&self, stage: Stage) -> Py<()> {
        if self.is_done() {
            return Err(Exc::new(&INVALID_STATE_ERROR, "invalid state"));
        }
        self.stage.set(stage);
        Ok(())
    }
}

/// A future of any type.
pub(super) trait AnyFuture {
    fn state(&self) -> &State;

    /// Cancels it in its own way; false where it was done, or cannot be cancelled.
    fn request_cancel(self: Rc<Self>, message: Option<String>) -> bool;
}

/// A future of a type.
pub(super) trait Typed<T>: AnyFuture {
    fn value(&self) -> &RefCell<Option<T>>;
}

/// Queues a callback for when a future is done, at once if it is.
pub(super) fn add_callback(future: &Rc<dyn AnyFuture>, callback: Callback) {
    let state = future.state();
    if state.is_done() {
        queue(future, callback);
    } else {
        state.callbacks.set(match state.callbacks.take() {
            Callbacks::None => Callbacks::One(callback),
            Callbacks::One(first) => Callbacks::Many(vec![first, callback]),
            Callbacks::Many(mut callbacks) => {
                callbacks.push(callback);
                Callbacks::Many(callbacks)
            }
        });
    }
}

/// Takes the first callback that `is_it` back; says whether there was one.
pub(super) fn remove_callback(state: &State, is_it: impl Fn(&Callback) -> bool) -> bool {
    let (left, removed) = match state.callbacks.take() {
        Callbacks::One(only) if is_it(&only) => (Callbacks::None, Some(only)),
        Callbacks::Many(mut callbacks) => {
            let index = callbacks.iter().position(is_it);
            let removed = index.map(|index| callbacks.remove(index));
            (Callbacks::Many(callbacks), removed)
        }
        callbacks => (callbacks, None),
    };
    state.callbacks.set(left);
    removed.is_some()
}

/// Takes a parent's callback back.
pub(super) fn remove_parent(state: &State, parent: &Rc<dyn Parent>) {
    remove_callback(state, |callback| matches!(callback, Callback::Child(known, _) if Rc::ptr_eq(known, parent)));
}

fn queue(future: &Rc<dyn AnyFuture>, callback: Callback) {
    match callback {
        Callback::Step(step) => future.state().event_loop.queue(Entry::Step(step, None)),
        Callback::Child(parent, number) => future.state().event_loop.queue(Entry::Child(parent, number)),
        Callback::Call(_, call) => future.state().event_loop.queue(Entry::Done(call, future.clone())),
        Callback::Wake(waker) => waker.wake(),
    }
}

/// A future is done: its callbacks become handles (I1).
fn queue_callbacks(future: &Rc<dyn AnyFuture>) {
    match future.state().callbacks.take() {
        Callbacks::None => {}
        Callbacks::One(callback) => queue(future, callback),
        Callbacks::Many(callbacks) => callbacks.into_iter().for_each(|callback| queue(future, callback)),
    }
}

/// Gives a future its value.
pub(super) fn set_result<T: 'static>(future: &Rc<dyn Typed<T>>, value: T) -> Py<()> {
    future.state().finish(Stage::Finished)?;
    let last = future.value().replace(Some(value));
    drop(last);
    queue_callbacks(&(future.clone() as Rc<dyn AnyFuture>));
    Ok(())
}

pub(super) fn set_exception(future: &Rc<dyn AnyFuture>, exc: Exc) -> Py<()> {
    if exc.is(&STOP_ITERATION) {
        let text = "StopIteration interacts badly with generators and cannot be raised into a Future";
        return Err(Exc::new(&TYPE_ERROR, text));
    }
    let state = future.state();
    state.finish(Stage::Finished)?;
    state.exception.set(Some(exc));
    state.retrieved.set(false);
    queue_callbacks(future);
    Ok(())
}

/// Cancels a future that is nothing but one.
pub(super) fn cancel_plain(future: &Rc<dyn AnyFuture>, message: Option<String>) -> bool {
    let state = future.state();
    if state.finish(Stage::Cancelled).is_err() {
        return false;
    }
    state.set_cancel_message(message);
    queue_callbacks(future);
    true
}

impl Drop for State {
    fn drop(&mut self) {
        if let Some(exc) = self.exception.take().filter(|_| !self.retrieved.get()) {
            let kind = match self.kind {
                Kind::Future => "Future",
                Kind::Task => "Task",
                Kind::GatheringFuture => "_GatheringFuture",
            };
            self.event_loop.tell(&format!("{kind} exception was never retrieved"), &exc); // (I3)
        }
    }
}

/// A result that is there later: `asyncio.Future`. Clones are the same future.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::AsyncRuntime;
/// use wasi_async_runtime::asyncio::{self, Coroutine, get_running_loop};
///
/// let main = Coroutine::new("main", async {
///     let event_loop = get_running_loop()?;
///     let future = event_loop.create_future();
///     let setter = future.clone();
///     event_loop.call_later(0.001, move || setter.set_result(7));
///     future.await
/// });
/// assert_eq!(AsyncRuntime::block_on(asyncio::run(main)).unwrap(), 7);
/// ```
pub struct Future<T>(pub(super) Rc<dyn Typed<T>>);

impl<T> Clone for Future<T> {
    fn clone(&self) -> Future<T> {
        Future(self.0.clone())
    }
}

/// A future that is nothing but one.
struct Plain<T> {
    value: RefCell<Option<T>>,
    state: State,
}

impl<T: 'static> AnyFuture for Plain<T> {
    fn state(&self) -> &State {
        &self.state
    }

    fn request_cancel(self: Rc<Self>, message: Option<String>) -> bool {
        cancel_plain(&(self as Rc<dyn AnyFuture>), message)
    }
}

impl<T: 'static> Typed<T> for Plain<T> {
    fn value(&self) -> &RefCell<Option<T>> {
        &self.value
    }
}

impl<T: 'static> Future<T> {
    pub(super) fn new(event_loop: Loop) -> Future<T> {
        Future(Rc::new(Plain { value: RefCell::new(None), state: State::new(event_loop, Kind::Future) }))
    }

    pub(super) fn any(&self) -> Rc<dyn AnyFuture> {
        self.0.clone()
    }

    /// Says whether it has a result, an exception, or was cancelled.
    pub fn done(&self) -> bool {
        self.0.state().is_done()
    }

    /// Says whether it was cancelled.
    pub fn cancelled(&self) -> bool {
        self.0.state().is_cancelled()
    }

    /// Gives it its result.
    ///
    /// # Errors
    ///
    /// `InvalidStateError` where it is done.
    pub fn set_result(&self, value: T) -> Py<()> {
        set_result(&self.0, value)
    }

    /// Gives it an exception in place of a result.
    ///
    /// # Errors
    ///
    /// `InvalidStateError` where it is done, `TypeError` for `StopIteration`.
    pub fn set_exception(&self, exc: Exc) -> Py<()> {
        set_exception(&self.any(), exc)
    }

    /// The exception, if it ended with one.
    ///
    /// # Errors
    ///
    /// `CancelledError` where it was cancelled, `InvalidStateError` where it is not done.
    pub fn exception(&self) -> Py<Option<Exc>> {
        self.0.state().exception()
    }

    /// Cancels it; false where it was done.
    pub fn cancel(&self) -> bool {
        self.any().request_cancel(None)
    }

    /// As [`cancel`](Future::cancel), with a message for the `CancelledError`.
    pub fn cancel_with(&self, message: impl Into<String>) -> bool {
        self.any().request_cancel(Some(message.into()))
    }

    /// Has `callback` called by the loop when the future is done; the number takes it back.
    pub fn add_done_callback<R: Outcome>(&self, callback: impl FnOnce(Future<T>) -> R + 'static) -> u64 {
        thread_local! {
            static LAST: Cell<u64> = const { Cell::new(0) };
        }
        let number = LAST.get() + 1;
        LAST.set(number);
        let typed = Rc::downgrade(&self.0);
        let mut context = copy_context();
        let call = move |_: &Rc<dyn AnyFuture>| {
            let future = Future(typed.upgrade()?);
            context.run(|| callback(future).raised())
        };
        add_callback(&self.any(), Callback::Call(number, Box::new(call)));
        number
    }

    /// Takes a callback back; says whether it was there.
    pub fn remove_done_callback(&self, number: u64) -> bool {
        remove_callback(self.0.state(), |callback| matches!(callback, Callback::Call(known, _) if *known == number))
    }

    /// Says whether both are one future.
    pub(super) fn is_same(&self, other: &Future<T>) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// The loop that it belongs to.
    pub fn get_loop(&self) -> Loop {
        self.0.state().event_loop.clone()
    }
}

impl<T: Clone + 'static> Future<T> {
    /// The result.
    ///
    /// # Errors
    ///
    /// Its exception; `CancelledError` where it was cancelled, `InvalidStateError` where it is not done.
    pub fn result(&self) -> Py<T> {
        let state = self.0.state();
        if state.stage.get() == Stage::Pending {
            return Err(Exc::new(&INVALID_STATE_ERROR, "Result is not set."));
        }
        match state.exception()? {
            Some(exc) => Err(exc),
            None => self.0.value().borrow().clone().ok_or_else(|| Exc::new(&RUNTIME_ERROR, "the result is gone")),
        }
    }
}

impl<T: Clone + 'static> IntoFuture for Future<T> {
    type Output = Py<T>;
    type IntoFuture = Await<T>;

    fn into_future(self) -> Await<T> {
        Await { future: self, asked: false }
    }
}

impl<T: Clone + 'static> IntoFuture for &Future<T> {
    type Output = Py<T>;
    type IntoFuture = Await<T>;

    fn into_future(self) -> Await<T> {
        self.clone().into_future()
    }
}

/// Awaits a [`Future`].
#[must_use = "futures do nothing unless you await or poll them"]
pub struct Await<T> {
    future: Future<T>,
    /// It was yielded to the driver.
    asked: bool,
}

impl<T: Clone + 'static> std::future::Future for Await<T> {
    type Output = Py<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Py<T>> {
        if self.asked
            && let Some(exc) = frame::take_thrown()
        {
            return Poll::Ready(Err(exc));
        }
        if self.future.done() {
            return Poll::Ready(self.future.result());
        }
        if !self.asked {
            match frame::offer(Yielded::Future(self.future.any())) {
                Ok(()) => self.asked = true,
                Err(_) => add_callback(&self.future.any(), Callback::Wake(cx.waker().clone())),
            }
        }
        Poll::Pending
    }
}

impl<T> fmt::Debug for Future<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stage = match self.0.state().stage.get() {
            Stage::Pending => "pending",
            Stage::Cancelled => "cancelled",
            Stage::Finished => "finished",
        };
        write!(f, "<Future {stage}>")
    }
}

impl<T> fmt::Debug for Await<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Await").field(&self.future).finish()
    }
}
