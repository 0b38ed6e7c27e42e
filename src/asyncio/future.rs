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
use super::entry::{Entry, Run};
use super::event_loop::{Loop, Outcome};
use super::exc::{CANCELLED_ERROR, Exc, INVALID_STATE_ERROR, Py, RUNTIME_ERROR, STOP_ITERATION, TYPE_ERROR};
use super::frame::{self, Offered, Yielded};
use super::resumable::{Head, Resumable};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll, Waker};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Pending,
    Cancelled,
    Returned,
    Raised,
}

/// What it is called where its exception was never retrieved.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Future,
    Task,
    GatheringFuture,
}

impl Kind {
    fn class_name(self) -> &'static str {
        match self {
            Kind::Future => "Future",
            Kind::Task => "Task",
            Kind::GatheringFuture => "_GatheringFuture",
        }
    }
}

/// What a future has whatever its type.
pub(super) struct State {
    event_loop: Loop,
    kind: Kind,
    stage: Cell<Stage>,
    /// Its exception concerns nobody any more (I3).
    retrieved: Cell<bool>,
    /// There are callbacks in its progress.
    has_callbacks: Cell<bool>,
    /// The last collection in which it was found (`Loop::next_mark`).
    mark: Cell<u32>,
    progress: Cell<Progress>,
}

/// What belongs to a stage.
enum Progress {
    Pending(Callbacks),
    /// The result stands beside the state.
    Result,
    Exception(Exc),
    Cancelled(Option<Box<Cancellation>>),
}

impl Default for Progress {
    fn default() -> Progress {
        Progress::Pending(Callbacks::None)
    }
}

/// How a future was cancelled.
struct Cancellation {
    message: Option<String>,
    /// The exception by which a task was cancelled; given out once.
    by: Option<Exc>,
}

/// A done callback.
pub(super) trait Done: Run {
    /// The number that takes it back.
    fn number(&self) -> u64;

    /// Keeps the future that is done until the call.
    fn hold(&self);
}

/// What is queued when a future is done.
pub(super) enum Callback {
    /// The step of a task that awaits it.
    Step(Rc<dyn Resumable>),
    /// It is the child of this number of one that waits for several: fewer than four thousand million, which no memory holds.
    Child(Rc<dyn Run>, u32),
    Done(Rc<dyn Done>),
    /// Somebody waits as Rust futures do.
    Wake(Waker),
}

/// Most futures have one.
enum Callbacks {
    None,
    One(Callback),
    #[allow(clippy::box_collection, reason = "it is small where there are few")]
    Many(Box<Vec<Callback>>),
}

impl State {
    pub(super) fn new(event_loop: Loop, kind: Kind) -> State {
        State {
            event_loop,
            kind,
            stage: Cell::new(Stage::Pending),
            retrieved: Cell::new(true),
            has_callbacks: Cell::new(false),
            mark: Cell::new(0),
            progress: Cell::default(),
        }
    }

    #[inline]
    pub(super) fn event_loop(&self) -> &Loop {
        &self.event_loop
    }

    #[inline]
    pub(super) fn is_done(&self) -> bool {
        self.stage.get() != Stage::Pending
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.stage.get() == Stage::Cancelled
    }

    pub(super) fn stage_name(&self) -> &'static str {
        match self.stage.get() {
            Stage::Pending => "pending",
            Stage::Cancelled => "cancelled",
            Stage::Returned | Stage::Raised => "finished",
        }
    }

    /// Marks it; says whether it bore this mark.
    pub(super) fn mark(&self, mark: u32) -> bool {
        self.mark.replace(mark) == mark
    }

    /// Looks at what belongs to its stage.
    fn with_progress<R>(&self, look: impl FnOnce(&mut Progress) -> R) -> R {
        let mut progress = self.progress.take();
        let seen = look(&mut progress);
        self.progress.set(progress);
        seen
    }

    /// The message of a cancelled future.
    pub(super) fn cancel_message(&self) -> Option<String> {
        self.with_progress(|progress| match progress {
            Progress::Cancelled(Some(cancellation)) => cancellation.message.clone(),
            _ => None,
        })
    }

    /// What whoever awaits a cancelled future gets.
    pub(super) fn cancelled_error(&self) -> Exc {
        let kept = self.with_progress(|progress| match progress {
            Progress::Cancelled(Some(cancellation)) => cancellation.by.take(),
            _ => None,
        });
        kept.unwrap_or_else(|| cancelled_error(self.cancel_message()))
    }

    /// Raises what it has ended with, if that is to be raised.
    #[inline]
    pub(super) fn raise(&self) -> Py<()> {
        if self.stage.get() == Stage::Returned {
            return Ok(());
        }
        self.exception()?.map_or(Ok(()), Err)
    }

    /// The exception, which counts as asked for.
    pub(super) fn exception(&self) -> Py<Option<Exc>> {
        match self.stage.get() {
            Stage::Cancelled => Err(self.cancelled_error()),
            Stage::Pending => Err(Exc::new(&INVALID_STATE_ERROR, "Exception is not set.")),
            Stage::Returned => Ok(None),
            Stage::Raised => {
                self.retrieved.set(true);
                Ok(self.with_progress(|progress| match progress {
                    Progress::Exception(exc) => Some(exc.clone()),
                    _ => None,
                }))
            }
        }
    }

    /// Goes on from pending; gives the callbacks.
    fn finish(&self, stage: Stage, progress: Progress) -> Py<Callbacks> {
        if self.is_done() {
            return Err(Exc::new(&INVALID_STATE_ERROR, "invalid state"));
        }
        self.stage.set(stage);
        if !self.has_callbacks.get() {
            self.progress.set(progress);
            return Ok(Callbacks::None);
        }
        match self.progress.replace(progress) {
            Progress::Pending(callbacks) => Ok(callbacks),
            _ => Ok(Callbacks::None),
        }
    }
}

/// A `CancelledError` with a message, if there is one.
pub(super) fn cancelled_error(message: Option<String>) -> Exc {
    match message {
        Some(message) => Exc::new(&CANCELLED_ERROR, message),
        None => Exc::new(&CANCELLED_ERROR, ()),
    }
}

/// A future of any type.
pub(super) trait AnyFuture {
    fn state(&self) -> &State;

    /// Cancels it in its own way; false where it was done, or cannot be cancelled.
    fn request_cancel(self: Rc<Self>, message: Option<String>) -> bool;

    /// What it has as a task, if it is one.
    fn task(&self) -> Option<&Head> {
        None
    }

    /// The task that it is, if it is one.
    fn as_task(self: Rc<Self>) -> Option<Rc<dyn Resumable>> {
        None
    }

    /// The message of a cancel after which it went on.
    fn survived_message(&self) -> Option<String> {
        None
    }
}

/// A future of a type.
pub(super) trait Typed<T>: AnyFuture {
    /// Keeps the result.
    fn put(&self, value: T);

    /// A copy of the result.
    fn get(&self) -> Option<T>
    where
        T: Clone;
}

/// Queues a callback for when a future is done, at once if it is.
pub(super) fn add_callback(state: &State, callback: Callback) {
    if state.is_done() {
        return queue(state, callback);
    }
    if !state.has_callbacks.replace(true) {
        return state.progress.set(Progress::Pending(Callbacks::One(callback)));
    }
    state.with_progress(|progress| {
        let Progress::Pending(callbacks) = progress else { return };
        match callbacks {
            Callbacks::Many(callbacks) => callbacks.push(callback),
            callbacks => {
                *callbacks = match std::mem::replace(callbacks, Callbacks::None) {
                    Callbacks::One(first) => Callbacks::Many(Box::new(vec![first, callback])),
                    _ => Callbacks::One(callback),
                }
            }
        }
    });
}

/// Takes the first callback that `is_it` back; says whether there was one.
fn remove_callback(state: &State, is_it: impl Fn(&Callback) -> bool) -> bool {
    let removed = state.with_progress(|progress| match progress {
        Progress::Pending(callbacks) => match callbacks {
            Callbacks::One(only) if is_it(only) => match std::mem::replace(callbacks, Callbacks::None) {
                Callbacks::One(only) => Some(only),
                _ => None,
            },
            Callbacks::Many(callbacks) => {
                let index = callbacks.iter().position(is_it);
                index.map(|index| callbacks.remove(index))
            }
            _ => None,
        },
        _ => None,
    });
    removed.is_some()
}

/// Takes a parent's callback back.
pub(super) fn remove_parent(state: &State, parent: &Rc<dyn Run>) {
    remove_callback(state, |callback| matches!(callback, Callback::Child(known, _) if Rc::ptr_eq(known, parent)));
}

/// Takes the step of a task back.
pub(super) fn remove_step(state: &State, task: u64) {
    remove_callback(state, |callback| matches!(callback, Callback::Step(step) if step.head().number.get() == task));
}

/// Has somebody woken who waits as Rust futures do; once, however often they poll.
fn add_waker(state: &State, waker: &Waker) {
    remove_callback(state, |callback| matches!(callback, Callback::Wake(known) if known.will_wake(waker)));
    add_callback(state, Callback::Wake(waker.clone()));
}

fn queue(state: &State, callback: Callback) {
    let event_loop = &state.event_loop;
    match callback {
        Callback::Step(step) => event_loop.queue(Entry::new(step)),
        Callback::Child(parent, number) => event_loop.queue(Entry::child(parent, number)),
        Callback::Done(done) => {
            done.hold();
            event_loop.queue(Entry::new(done));
        }
        Callback::Wake(waker) => waker.wake(),
    }
}

/// A future is done: its callbacks become handles (I1).
fn queue_callbacks(state: &State, callbacks: Callbacks) {
    match callbacks {
        Callbacks::None => {}
        Callbacks::One(callback) => queue(state, callback),
        Callbacks::Many(callbacks) => callbacks.into_iter().for_each(|callback| queue(state, callback)),
    }
}

/// Gives a future its value.
pub(super) fn set_result<T: 'static>(future: &dyn Typed<T>, value: T) -> Py<()> {
    let callbacks = future.state().finish(Stage::Returned, Progress::Result)?;
    future.put(value);
    queue_callbacks(future.state(), callbacks);
    Ok(())
}

/// A future has its value, which stands where it belongs already.
pub(super) fn set_returned(state: &State) -> Py<()> {
    let callbacks = state.finish(Stage::Returned, Progress::Result)?;
    queue_callbacks(state, callbacks);
    Ok(())
}

pub(super) fn set_exception(state: &State, exc: Exc) -> Py<()> {
    if exc.is(&STOP_ITERATION) && !state.is_done() {
        let text = "StopIteration interacts badly with generators and cannot be raised into a Future";
        return Err(Exc::new(&TYPE_ERROR, text));
    }
    let callbacks = state.finish(Stage::Raised, Progress::Exception(exc))?;
    state.retrieved.set(false);
    queue_callbacks(state, callbacks);
    Ok(())
}

/// Cancels a future that is nothing but one.
pub(super) fn cancel_plain(state: &State, message: Option<String>) -> bool {
    cancel_by(state, message, None)
}

/// Cancels a future whose body has ended with this `CancelledError`.
pub(super) fn cancel_by(state: &State, message: Option<String>, by: Option<Exc>) -> bool {
    let is_told = message.is_some() || by.is_some();
    let cancellation = is_told.then(|| Box::new(Cancellation { message, by }));
    match state.finish(Stage::Cancelled, Progress::Cancelled(cancellation)) {
        Ok(callbacks) => {
            queue_callbacks(state, callbacks);
            true
        }
        Err(_) => false,
    }
}

impl Drop for State {
    fn drop(&mut self) {
        if self.retrieved.get() {
            return;
        }
        if let Progress::Exception(exc) = self.progress.take() {
            let kind = self.kind.class_name();
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

/// The callback of `add_done_callback`.
struct DoneCall<T, C, R> {
    number: u64,
    context: Cell<super::context::Context>,
    /// Weak, for the future holds the callback.
    future: Weak<dyn Typed<T>>,
    held: Cell<Option<Rc<dyn Typed<T>>>>,
    callback: Cell<Option<C>>,
    raises: PhantomData<fn() -> R>,
}

impl<T, C: FnOnce(Future<T>) -> R, R: Outcome> Done for DoneCall<T, C, R> {
    fn number(&self) -> u64 {
        self.number
    }

    fn hold(&self) {
        self.held.set(self.future.upgrade());
    }
}

impl<T, C: FnOnce(Future<T>) -> R, R: Outcome> Run for DoneCall<T, C, R> {
    fn run(self: Rc<Self>, _: &Loop, _: usize) -> Option<Exc> {
        let (future, callback) = (Future(self.held.take()?), self.callback.take()?);
        self.context.take().run(|| callback(future).raised())
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
        cancel_plain(&self.state, message)
    }
}

impl<T: 'static> Typed<T> for Plain<T> {
    fn put(&self, value: T) {
        let last = self.value.replace(Some(value));
        drop(last);
    }

    fn get(&self) -> Option<T>
    where
        T: Clone,
    {
        self.value.borrow().clone()
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
    /// `InvalidStateError` where it is done; `RuntimeError` for a task.
    pub fn set_result(&self, value: T) -> Py<()> {
        self.refuse_task("set_result")?;
        set_result(&*self.0, value)
    }

    /// Gives it an exception in place of a result.
    ///
    /// # Errors
    ///
    /// `InvalidStateError` where it is done, `TypeError` for `StopIteration`; `RuntimeError` for a task.
    pub fn set_exception(&self, exc: Exc) -> Py<()> {
        self.refuse_task("set_exception")?;
        set_exception(self.0.state(), exc)
    }

    fn refuse_task(&self, operation: &str) -> Py<()> {
        match self.0.state().kind {
            Kind::Task => Err(Exc::new(&RUNTIME_ERROR, format!("Task does not support {operation} operation"))),
            _ => Ok(()),
        }
    }

    /// The exception, if it ended with one.
    ///
    /// # Errors
    ///
    /// `CancelledError` where it was cancelled, `InvalidStateError` where it is not done.
    pub fn exception(&self) -> Py<Option<Exc>> {
        self.0.state().exception()
    }

    /// As [`exception`](Future::exception), but whoever looks is not who asks for it: what is never retrieved is still told of. None also
    /// where it is not done or was cancelled.
    pub fn peek_exception(&self) -> Option<Exc> {
        self.0.state().with_progress(|progress| match progress {
            Progress::Exception(exc) => Some(exc.clone()),
            _ => None,
        })
    }

    /// How far it is: "pending", "cancelled" or "finished".
    pub fn stage_name(&self) -> &'static str {
        self.0.state().stage_name()
    }

    /// The name of its class: "Future", "Task" or "_GatheringFuture".
    pub fn class_name(&self) -> &'static str {
        self.0.state().kind.class_name()
    }

    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).cast::<()>().addr()
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
        let call = DoneCall {
            number,
            context: Cell::new(copy_context()),
            future: Rc::downgrade(&self.0),
            held: Cell::default(),
            callback: Cell::new(Some(callback)),
            raises: PhantomData,
        };
        add_callback(self.0.state(), Callback::Done(Rc::new(call)));
        number
    }

    /// Takes a callback back; says whether it was there.
    pub fn remove_done_callback(&self, number: u64) -> bool {
        remove_callback(self.0.state(), |callback| matches!(callback, Callback::Done(done) if done.number() == number))
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
        state.raise()?;
        self.0.get().ok_or_else(|| Exc::new(&RUNTIME_ERROR, "the result is gone"))
    }
}

impl<T: Clone + 'static> IntoFuture for Future<T> {
    type Output = Py<T>;
    type IntoFuture = Await<T>;

    fn into_future(self) -> Await<T> {
        Await { future: self, asked: Cell::new(false) }
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
    asked: Cell<bool>,
}

/// Polls for the end of a future, whose result is to be looked at then: an error is what was thrown in. It was `asked` of the driver once.
#[inline]
pub(super) fn poll_end(
    state: &State,
    future: impl FnOnce() -> Rc<dyn AnyFuture>,
    asked: &Cell<bool>,
    cx: &mut Context<'_>,
) -> Poll<Py<()>> {
    if asked.get()
        && let Some(exc) = frame::take_thrown()
    {
        return Poll::Ready(Err(exc));
    }
    if state.is_done() {
        return Poll::Ready(Ok(()));
    }
    let is_resumed = match asked.get() {
        true => frame::polls_with(cx.waker()),
        false => {
            let offered = frame::offer(Yielded::Future(future()), cx.waker());
            asked.set(offered != Offered::Refused);
            offered == Offered::Taken
        }
    };
    if !is_resumed {
        add_waker(state, cx.waker());
    }
    Poll::Pending
}

impl<T: Clone + 'static> std::future::Future for Await<T> {
    type Output = Py<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Py<T>> {
        let Await { future, asked } = &*self;
        poll_end(future.0.state(), || future.any(), asked, cx).map(|ended| ended.and_then(|()| future.result()))
    }
}

/// The same future, not one with an equal result.
impl<T> PartialEq for Future<T> {
    fn eq(&self, other: &Future<T>) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> fmt::Debug for Future<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<Future {}>", self.0.state().stage_name())
    }
}

impl<T> fmt::Debug for Await<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Await").field(&self.future).finish()
    }
}
