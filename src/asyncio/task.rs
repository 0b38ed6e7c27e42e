//! Tasks: futures that run a coroutine, one step at a time.
//!
//! # How it works
//!
//! A step resumes the coroutine. What it yields says when the next step comes: with a future, when that is done, by a callback; with
//! nothing, in the next turn. A coroutine that awaits a Rust future yields nothing and is pending; such a future is given a real waker,
//! which queues the next step through the loop's door. Whether a step needs one is not known before: it is polled with a *probe*, a waker
//! that all tasks of a loop share, and polled again with one of its own where somebody has kept the probe or woken it.
//!
//! `cancel` reaches the innermost future that is awaited. Where there is none, `CancelledError` is thrown in with the next step; so it
//! comes out of an await *inside* the coroutine, whose clean-up may await, handle it, and be cancelled again.
//!
//! - **I1** A task is resumed by its steps only, and never while it runs.
//! - **I2** The current task of the loop is the one whose step runs.
//! - **I3** A Rust future that cannot take what is thrown in leaves it to the next step.
//! - **I4** A cancel walks down the tasks that await each other: it takes no stack however many there are, and comes out of a ring.

use super::context::{self, Context};
use super::coroutine::Coroutine;
use super::event_loop::{Door, Entry, Loop, NOWHERE, get_running_loop};
use super::exc::{CANCELLED_ERROR, Exc, Py, RUNTIME_ERROR};
use super::frame::{self, Driven, Yielded};
use super::future::{self, AnyFuture, Await, Callback, Future, Kind, State, Typed};
use crate::primitives::atomic::{AtomicBool, Ordering, fence};
use std::cell::{Cell, OnceCell, RefCell};
use std::fmt;
use std::future::IntoFuture;
use std::ops::Deref;
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::task::{Wake, Waker};

/// What the loop needs to know of a task.
pub(super) trait Step {
    /// Resumes it, in its loop.
    fn step(self: Rc<Self>, event_loop: &Loop);
    fn number(&self) -> u64;
    fn is_done(&self) -> bool;
    fn any(self: Rc<Self>) -> Rc<dyn AnyFuture>;
    fn get_name(&self) -> String;
    fn set_name(&self, name: String);
    fn cancelling(&self) -> u16;
    fn uncancel(&self) -> u16;
    /// Its loop is closed: its coroutine is, too.
    fn abandon(self: Rc<Self>);
    /// It is asked to cancel: says what is to be cancelled for that.
    fn begin_cancel(&self) -> Cancels;
    /// Has its next step throw the cancel in; `at_once` where nothing else brings that step.
    fn cancel_here(self: Rc<Self>, message: Option<String>, at_once: bool);
    fn end_cancel(&self);
}

/// What a task that is asked to cancel passes that on to.
pub(super) enum Cancels {
    /// It is done.
    Nothing,
    /// What it awaits, if anything.
    What(Option<Rc<dyn AnyFuture>>),
    /// It is asked in the course of its own cancel: tasks await each other in a ring, and none would ever go on.
    Itself,
}

/// Set in the number of cancels of a task while what it awaits is cancelled for it.
const WALKED: u16 = 1 << 15;

/// A task of any type: what `current_task` and `all_tasks` give.
#[derive(Clone)]
pub struct AnyTask(pub(super) Rc<dyn Step>);

impl AnyTask {
    /// Its number, as [`Task::number`].
    pub fn number(&self) -> u64 {
        self.0.number()
    }

    /// How far it is: "pending", "cancelled" or "finished".
    pub fn stage_name(&self) -> &'static str {
        self.0.clone().any().state().stage_name()
    }

    /// Its name.
    pub fn get_name(&self) -> String {
        self.0.get_name()
    }

    /// Gives it a name.
    pub fn set_name(&self, name: impl Into<String>) {
        self.0.set_name(name.into());
    }

    /// Says whether it has ended.
    pub fn done(&self) -> bool {
        self.0.is_done()
    }

    /// Cancels it; false where it was done.
    pub fn cancel(&self) -> bool {
        self.0.clone().any().request_cancel(None)
    }

    /// As [`cancel`](AnyTask::cancel), with a message for the `CancelledError`.
    pub fn cancel_with(&self, message: impl Into<String>) -> bool {
        self.0.clone().any().request_cancel(Some(message.into()))
    }

    /// How often it was asked to cancel, less [`uncancel`](AnyTask::uncancel); no more than 32,767.
    pub fn cancelling(&self) -> u32 {
        self.0.cancelling().into()
    }

    /// Takes one request to cancel back; gives how many are left.
    pub fn uncancel(&self) -> u32 {
        self.0.uncancel().into()
    }
}

impl AnyTask {
    /// It as a future that gives nothing.
    pub fn to_future(&self) -> Future<()> {
        Future(Rc::new(Ended(self.0.clone().any())))
    }
}

/// A task of any type, as a future that gives nothing.
struct Ended(Rc<dyn AnyFuture>);

impl AnyFuture for Ended {
    fn state(&self) -> &State {
        self.0.state()
    }

    fn request_cancel(self: Rc<Self>, message: Option<String>) -> bool {
        self.0.clone().request_cancel(message)
    }

    fn as_step(self: Rc<Self>) -> Option<Rc<dyn Step>> {
        self.0.clone().as_step()
    }

    fn survived_message(&self) -> Option<String> {
        self.0.survived_message()
    }
}

impl Typed<()> for Ended {
    fn put(&self, (): ()) {}

    fn get(&self) -> Option<()> {
        Some(())
    }
}

impl PartialEq for AnyTask {
    fn eq(&self, other: &AnyTask) -> bool {
        self.0.number() == other.0.number()
    }
}

impl fmt::Debug for AnyTask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<Task {}>", self.get_name())
    }
}

/// The task whose step runs in the running loop, if it is one: `asyncio.current_task`.
///
/// # Errors
///
/// `RuntimeError` where no loop runs.
pub fn current_task() -> Py<Option<AnyTask>> {
    Ok(get_running_loop()?.current().map(AnyTask))
}

/// The tasks of the running loop that are not done, in the order of their making, those that were named at that by
/// [`Loop::create_task_named`] last: `asyncio.all_tasks`, whose set has no order.
///
/// # Errors
///
/// `RuntimeError` where no loop runs.
pub fn all_tasks() -> Py<Vec<AnyTask>> {
    Ok(get_running_loop()?.tasks().into_iter().map(AnyTask).collect())
}

/// A coroutine that runs beside others: `asyncio.Task`. Clones are the same task; everything a [`Future`] can, it can.
pub struct Task<T> {
    future: Future<T>,
    shared: Rc<Shared<T>>,
}

impl<T> Clone for Task<T> {
    fn clone(&self) -> Task<T> {
        Task { future: self.future.clone(), shared: self.shared.clone() }
    }
}

impl<T> Deref for Task<T> {
    type Target = Future<T>;

    fn deref(&self) -> &Future<T> {
        &self.future
    }
}

struct Shared<T> {
    state: State,
    /// Borrowed while a step runs (I1).
    body: RefCell<Body<T>>,
    waits_for: Cell<Option<Rc<dyn AnyFuture>>>,
    /// Its own, while no step runs.
    context: Cell<Context>,
    rare: OnceCell<Box<Rare>>,
    /// In the order of making; the number in its name.
    number: u64,
    /// Under which the loop knows it.
    place: Cell<u32>,
    cancels: Cell<u16>,
    /// It waits for a Rust future.
    is_foreign: Cell<bool>,
    must_cancel: Cell<bool>,
}

enum Body<T> {
    Coroutine(Coroutine<T>),
    /// What it has returned.
    Value(T),
}

/// What few tasks have.
#[derive(Default)]
struct Rare {
    /// Where it was given one.
    name: Cell<Option<Box<str>>>,
    waker: OnceCell<Waker>,
    /// What its next step throws in.
    thrown: Cell<Option<Exc>>,
    /// The message of the `CancelledError` that its next step throws in.
    cancel_message: Cell<Option<String>>,
}

/// The numbers of tasks that are named as they are made, which CPython does not count.
const NAMED: u64 = 1 << 63;

impl<T: Clone + 'static> Task<T> {
    pub(super) fn start(
        event_loop: &Loop,
        coroutine: Coroutine<T>,
        name: Option<String>,
        context: Context,
        eager: bool,
    ) -> Task<T> {
        thread_local! {
            static LAST: Cell<u64> = const { Cell::new(0) };
            static LAST_NAMED: Cell<u64> = const { Cell::new(NAMED) };
        }
        let last = if name.is_some() { &LAST_NAMED } else { &LAST };
        let number = last.get() + 1;
        last.set(number);
        let shared = Rc::new(Shared {
            state: State::new(event_loop.clone(), Kind::Task),
            body: RefCell::new(Body::Coroutine(coroutine)),
            waits_for: Cell::default(),
            context: Cell::new(context),
            rare: OnceCell::new(),
            number,
            place: Cell::new(NOWHERE),
            cancels: Cell::new(0),
            is_foreign: Cell::new(false),
            must_cancel: Cell::new(false),
        });
        shared.place.set(event_loop.register(Rc::downgrade(&shared) as Weak<dyn Step>));
        if let Some(name) = name {
            shared.name_it(name);
        }
        if eager && event_loop.is_polling() {
            shared.clone().step(event_loop);
        } else {
            event_loop.queue(Entry::Step(shared.clone()));
        }
        Task { future: Future(shared.clone()), shared }
    }
}

impl<T> Drop for Shared<T> {
    fn drop(&mut self) {
        self.state.event_loop().unregister(self.place.get());
    }
}

impl<T> Task<T> {
    /// The values of its context variables, for whoever goes on with them when it has ended.
    pub(super) fn take_context(&self) -> Context {
        self.shared.context.take()
    }

    /// The task as a future.
    pub(super) fn into_future_of_it(self) -> Future<T> {
        self.future
    }

    /// Its name: "Task-7", unless it was given one.
    pub fn get_name(&self) -> String {
        self.shared.name()
    }

    /// Gives it a name.
    pub fn set_name(&self, name: impl Into<String>) {
        self.shared.name_it(name.into());
    }

    /// Its number in the order of making; of those that were named as they were made, which are counted apart, beyond 2^63.
    pub fn number(&self) -> u64 {
        self.shared.number
    }

    /// It as a task of any type.
    pub fn to_any(&self) -> AnyTask
    where
        T: Clone + 'static,
    {
        AnyTask(self.shared.clone())
    }

    /// How often it was asked to cancel, less [`uncancel`](Task::uncancel).
    pub fn cancelling(&self) -> u32 {
        (self.shared.cancels.get() & !WALKED).into()
    }

    /// Takes one request to cancel back; gives how many are left.
    pub fn uncancel(&self) -> u32 {
        self.shared.take_cancel_back().into()
    }
}

impl<T: Clone + 'static> AnyFuture for Shared<T> {
    fn state(&self) -> &State {
        &self.state
    }

    fn request_cancel(self: Rc<Self>, message: Option<String>) -> bool {
        let mut walked: Vec<Rc<dyn Step>> = Vec::new();
        let mut task: Rc<dyn Step> = self;
        // Down the chain of tasks that await each other, to the first that waits for something else (I4).
        let was_cancelled = loop {
            match task.begin_cancel() {
                Cancels::Nothing => match walked.last() {
                    Some(waits) => {
                        waits.clone().cancel_here(message, false);
                        break true;
                    }
                    None => break false,
                },
                Cancels::Itself => {
                    task.clone().cancel_here(message, true);
                    break true;
                }
                Cancels::What(awaited) => {
                    walked.push(task);
                    let Some(next) = awaited.clone().and_then(AnyFuture::as_step) else {
                        if !awaited.is_some_and(|awaited| awaited.request_cancel(message.clone()))
                            && let Some(last) = walked.last()
                        {
                            last.clone().cancel_here(message, false);
                        }
                        break true;
                    };
                    task = next;
                }
            }
        };
        walked.iter().for_each(|task| task.end_cancel());
        was_cancelled
    }

    fn as_step(self: Rc<Self>) -> Option<Rc<dyn Step>> {
        Some(self)
    }

    fn survived_message(&self) -> Option<String> {
        self.cancel_message()
    }
}

impl<T: Clone + 'static> Typed<T> for Shared<T> {
    fn put(&self, value: T) {
        *self.body.borrow_mut() = Body::Value(value); // in place of a coroutine that has ended, which drops nothing of a user's
    }

    fn get(&self) -> Option<T> {
        match &*self.body.borrow() {
            Body::Value(value) => Some(value.clone()),
            Body::Coroutine(_) => None,
        }
    }
}

impl<T: Clone + 'static> Step for Shared<T> {
    fn step(self: Rc<Self>, event_loop: &Loop) {
        if self.state.is_done() {
            return; // woken once more by a Rust future
        }
        let Ok(mut body) = self.body.try_borrow_mut() else { return }; // it runs (I1)
        let Body::Coroutine(coroutine) = &mut *body else { return };
        let awaited = self.waits_for.take();
        let thrown = self.what_to_throw(awaited.as_ref());
        let last = event_loop.replace_current(self.place.get());
        let driven = context::run_in(&self.context, || self.resume(coroutine, thrown, event_loop));
        event_loop.replace_current(last);
        match driven {
            Driven::Ended(ended) => {
                drop(body); // the coroutine has dropped its own at its end
                self.end(ended);
            }
            Driven::Yielded(yielded, left) => {
                drop(body);
                self.must_cancel.set(self.must_cancel.get() || left.is_some()); // (I3)
                self.await_what(yielded, event_loop);
            }
            Driven::Foreign(Some(exc)) if event_loop.is_ending() => {
                let abandoned = coroutine.abandon(); // what it waits for cannot be cancelled, and nobody may wait for ever
                drop(body);
                drop(abandoned);
                self.end(Err(exc));
            }
            Driven::Foreign(left) => {
                self.must_cancel.set(self.must_cancel.get() || left.is_some()); // (I3)
                self.is_foreign.set(true);
                self.waits_for.set(awaited); // what it waited for beside that
            }
        }
    }

    fn number(&self) -> u64 {
        self.number
    }

    fn is_done(&self) -> bool {
        self.state.is_done()
    }

    fn any(self: Rc<Self>) -> Rc<dyn AnyFuture> {
        self
    }

    fn get_name(&self) -> String {
        self.name()
    }

    fn set_name(&self, name: String) {
        self.name_it(name);
    }

    fn cancelling(&self) -> u16 {
        self.cancels.get() & !WALKED
    }

    fn uncancel(&self) -> u16 {
        self.take_cancel_back()
    }

    fn abandon(self: Rc<Self>) {
        let awaited = self.waits_for.take();
        let coroutine = match self.body.try_borrow_mut().as_deref_mut() {
            Ok(Body::Coroutine(coroutine)) => Some(std::mem::replace(coroutine, Coroutine::ended())),
            Ok(Body::Value(_)) | Err(_) => None,
        };
        drop((awaited, coroutine));
    }

    fn begin_cancel(&self) -> Cancels {
        if self.state.is_done() {
            return Cancels::Nothing;
        }
        let cancels = self.cancels.get();
        if cancels & WALKED != 0 {
            return Cancels::Itself;
        }
        self.cancels.set((cancels + 1).min(WALKED - 1) | WALKED);
        let awaited = self.waits_for.take();
        self.waits_for.set(awaited.clone());
        Cancels::What(awaited)
    }

    fn cancel_here(self: Rc<Self>, message: Option<String>, at_once: bool) {
        self.must_cancel.set(true);
        if message.is_some() || self.rare.get().is_some() {
            self.rare().cancel_message.set(message);
        }
        if self.is_foreign.replace(false) || at_once {
            let event_loop = self.state.event_loop().clone();
            event_loop.queue(Entry::Step(self));
        }
    }

    fn end_cancel(&self) {
        self.cancels.set(self.cancels.get() & !WALKED);
    }
}

impl<T> Shared<T> {
    fn name(&self) -> String {
        let given = self.rare.get().and_then(|rare| {
            let name = rare.name.take();
            rare.name.set(name.clone());
            name
        });
        given.map_or_else(|| format!("Task-{}", self.number), String::from)
    }

    fn name_it(&self, name: String) {
        self.rare().name.set(Some(name.into_boxed_str()));
    }

    fn take_cancel_back(&self) -> u16 {
        let cancels = self.cancels.get();
        let left = (cancels & !WALKED).saturating_sub(1);
        self.cancels.set(left | cancels & WALKED);
        left
    }

    fn rare(&self) -> &Rare {
        self.rare.get_or_init(Box::default)
    }
}

impl<T: Clone + 'static> Shared<T> {
    /// Where a cancel is due, that is thrown in, unless what was awaited has ended with one itself; how else that ended is lost.
    fn what_to_throw(&self, awaited: Option<&Rc<dyn AnyFuture>>) -> Option<Exc> {
        let thrown = self.rare.get().and_then(|rare| rare.thrown.take());
        if !self.must_cancel.replace(false) {
            return thrown;
        }
        let awaited = awaited.map(|awaited| awaited.state()).filter(|awaited| awaited.is_done());
        let thrown = thrown.or_else(|| awaited.and_then(|awaited| awaited.exception().unwrap_or_else(Some)));
        let cancelled = thrown.filter(|exc| exc.is(&CANCELLED_ERROR));
        Some(cancelled.unwrap_or_else(|| future::cancelled_error(self.cancel_message())))
    }

    /// The message of the last cancel that was thrown in, or is still to come.
    fn cancel_message(&self) -> Option<String> {
        let rare = self.rare.get()?;
        let message = rare.cancel_message.take();
        rare.cancel_message.set(message.clone());
        message
    }

    /// Polls the coroutine, with the probe where that is enough.
    #[inline]
    fn resume(self: &Rc<Self>, coroutine: &mut Coroutine<T>, thrown: Option<Exc>, event_loop: &Loop) -> Driven<Py<T>> {
        self.is_foreign.set(false);
        if let Some(waker) = self.rare.get().and_then(|rare| rare.waker.get()) {
            return drive(coroutine, thrown, waker);
        }
        let (driven, was_used) = event_loop.probe().poll_with(|probe| drive(coroutine, thrown, probe));
        match driven {
            Driven::Foreign(left) => drive(coroutine, left, self.own_waker()),
            Driven::Yielded(..) if was_used => {
                self.own_waker(); // it waits for a Rust future beside what it yields: that one is polled again
                self.state.event_loop().door().wake(self.number);
                driven
            }
            driven => driven,
        }
    }

    fn has_own_waker(&self) -> bool {
        self.rare.get().is_some_and(|rare| rare.waker.get().is_some())
    }

    fn own_waker(self: &Rc<Self>) -> &Waker {
        self.rare().waker.get_or_init(|| {
            let step: Rc<dyn Step> = self.clone();
            self.state.event_loop().register_foreign(&step);
            waker(self.state.event_loop().door(), self.number)
        })
    }

    fn end(self: &Rc<Self>, ended: Py<T>) {
        if self.has_own_waker() {
            self.state.event_loop().forget_foreign(self.number);
        }
        let future: Rc<dyn AnyFuture> = self.clone();
        let typed: Rc<dyn Typed<T>> = self.clone();
        let set = match ended {
            Ok(_) if self.must_cancel.replace(false) => {
                future::cancel_plain(&future, self.cancel_message());
                Ok(())
            }
            Ok(value) => future::set_result(&typed, value),
            Err(exc) if exc.is(&CANCELLED_ERROR) => {
                future::cancel_by(&future, None, Some(exc));
                Ok(())
            }
            Err(exc) => {
                if exc.ends_loops() {
                    self.state.event_loop().end_with(exc.clone());
                }
                future::set_exception(&future, exc)
            }
        };
        if let Err(exc) = set {
            self.state.event_loop().tell("a task cannot end", &exc);
        }
    }

    #[inline]
    fn await_what(self: Rc<Self>, yielded: Yielded, event_loop: &Loop) {
        let awaited = match yielded {
            Yielded::Bare => return event_loop.queue(Entry::Step(self)),
            Yielded::Value(exchange) if exchange.value.is_none() => return event_loop.queue(Entry::Step(self)),
            Yielded::Value(exchange) => {
                return self.refuse(event_loop, format!("Task got bad yield: {:?}", exchange.value));
            }
            Yielded::Future(awaited) => awaited,
        };
        if !awaited.state().event_loop().is_same(event_loop) {
            let name = self.name();
            return self.refuse(event_loop, format!("Task {name} got Future attached to a different loop"));
        }
        if std::ptr::eq(awaited.state(), &self.state) {
            let name = self.name();
            return self.refuse(event_loop, format!("Task cannot await on itself: {name}"));
        }
        if self.has_own_waker() {
            future::remove_step(awaited.state(), self.number); // of a wait that was given up
        }
        future::add_callback(&awaited, Callback::Step(self.clone()));
        let cancels = self.must_cancel.get().then(|| awaited.clone());
        self.waits_for.set(Some(awaited));
        let Some(awaited) = cancels else { return };
        if awaited.request_cancel(self.cancel_message()) {
            self.must_cancel.set(false);
        }
    }

    /// Has its next step raise what it did wrong.
    fn refuse(self: Rc<Self>, event_loop: &Loop, text: String) {
        self.rare().thrown.set(Some(Exc::new(&RUNTIME_ERROR, text)));
        event_loop.queue(Entry::Step(self));
    }
}

#[inline(always)]
fn drive<T>(coroutine: &mut Coroutine<T>, thrown: Option<Exc>, waker: &Waker) -> Driven<Py<T>> {
    frame::drive(thrown, waker, |cx| coroutine.poll_body(cx))
}

/// Wakes a task of a loop from wherever.
struct TaskWaker {
    door: Arc<Door>,
    task: u64,
}

/// What wakes the task, or the service, of this number.
pub(super) fn waker(door: &Arc<Door>, number: u64) -> Waker {
    Waker::from(Arc::new(TaskWaker { door: door.clone(), task: number }))
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.door.wake(self.task);
    }
}

/// A waker that tells whether anybody wants one.
pub(super) struct Probe {
    probed: Arc<Probed>,
    waker: Waker,
}

#[derive(Default)]
struct Probed {
    woken: AtomicBool,
}

impl Wake for Probed {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::Relaxed);
    }
}

impl Default for Probe {
    fn default() -> Probe {
        let probed = Arc::new(Probed::default());
        Probe { waker: Waker::from(probed.clone()), probed }
    }
}

impl Probe {
    /// Calls `poll` with the waker, and says whether it was kept or woken.
    #[inline(always)]
    fn poll_with<R>(&self, poll: impl FnOnce(&Waker) -> R) -> (R, bool) {
        let before = Arc::strong_count(&self.probed);
        let polled = poll(&self.waker);
        // The count first: whoever wakes and lets go in between is seen by the one or the other.
        let was_kept = Arc::strong_count(&self.probed) > before;
        fence(Ordering::Acquire);
        let was_woken = self.probed.woken.load(Ordering::Relaxed);
        if was_woken {
            self.probed.woken.store(false, Ordering::Relaxed);
        }
        (polled, was_woken || was_kept)
    }
}

impl<T: Clone + 'static> IntoFuture for Task<T> {
    type Output = Py<T>;
    type IntoFuture = Await<T>;

    fn into_future(self) -> Await<T> {
        self.future.into_future()
    }
}

impl<T: Clone + 'static> IntoFuture for &Task<T> {
    type Output = Py<T>;
    type IntoFuture = Await<T>;

    fn into_future(self) -> Await<T> {
        self.future.clone().into_future()
    }
}

impl<T> fmt::Debug for Task<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<Task {} {:?}>", self.get_name(), self.future)
    }
}
